//! The modules that go finds: whether they are what the releases bring.

use super::{Code, Finding, Look, Mend};
use crate::prefix::modules;
use crate::releases::installed::Depth;
use crate::words::modules as words;
use voice::Exit;

/// What differs, and what waits to be proved; `None` where no release brings modules.
pub(super) fn gathered(look: &Look<'_>) -> Option<Vec<Finding>> {
    match modules::bringing(look.at.layout, &[]) {
        Ok(none) if none.is_empty() && !look.at.layout.modules().is_symlink() => None,
        Ok(_) => Some(compared(look)),
        Err(why) => Some(vec![Finding::new(Code::Unknown, look.at.layout.modules(), why)]),
    }
}

fn compared(look: &Look<'_>) -> Vec<Finding> {
    let (layout, link) = (look.at.layout, look.at.layout.modules());
    let compared = modules::of(layout).and_then(|set| {
        let differences = set.differences(&link, look.depth == Depth::Contents)?;
        Ok((set, differences))
    });
    let (set, differences) = match compared {
        Ok(compared) => compared,
        Err(why) => return vec![Finding::new(Code::Modules, link, why)],
    };
    let mut found = Vec::new();
    if let Some(first) = differences.first() {
        let path = link.join(first);
        let said = words::differs(&path.display());
        found.push(Finding::mended(Code::Modules, path, Exit::Modified, said, Mend::Modules));
    }
    for (said, help) in modules::doubts(&set, look.at) {
        found.push(Finding::note(Code::Modules, link.clone(), said, Some(help)));
    }
    found
}
