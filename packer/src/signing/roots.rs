//! What of a key directory goes into ROOTS.

use crate::signing::key_directory::{TRUST_LIST, existing};
use crate::signing::root_chain::RootChain;
use keys::{Roots, TrustList};

use crate::words::build as words;
use payloads::refusal::trusted;
use std::path::Path;
use voice::Context as _;

/// Root certificate, changes of root, and trust list from `directory`.
///
/// # Errors
/// [`voice::Exit::Usage`] where one is missing; what `keys` refuses where the root did not sign the list.
pub fn read(directory: &Path) -> anyhow::Result<Roots> {
    let chain = RootChain::read(directory)?;
    let path = directory.join(TRUST_LIST);
    let reading = || words::reading_key(&path.display());
    let list = trusted(TrustList::parse(&existing(&path)?)).context(reading)?;
    trusted(list.verify(chain.current())).context(reading)?;
    trusted(Roots::new(vec![chain.first().clone()], chain.changes().to_vec(), Some(list)))
}

/// Keys without SM2 and passphrases, for tests.
#[cfg(test)]
pub(crate) fn snake_oil(directory: &Path, time: u64) -> crate::signing::first_keys::Made {
    let (name, required) = ("Snake oil <test@goferry.invalid>", Vec::new());
    let order = crate::signing::first_keys::Order { name, time, sm2: false, required };
    order.make(directory, &[]).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voice::Exit;
    use voice::exit_of;

    #[test]
    fn a_list_of_another_root_is_refused() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        snake_oil(one.path(), 1_700_000_000);
        snake_oil(other.path(), 1_700_000_000);
        std::fs::copy(other.path().join(TRUST_LIST), one.path().join(TRUST_LIST)).unwrap();
        assert_eq!(exit_of(&read(one.path()).unwrap_err()), Exit::Untrusted);
    }
}
