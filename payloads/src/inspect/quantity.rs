//! Numbers as people read them.

/// `41,234,567`: the digits in groups of three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `39.3 MiB`: bytes in the largest binary unit of which there is at least one, rounded down to a tenth.
pub fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    match UNITS.into_iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        let numbers = [0, 999, 1000, 41_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "41,234,567"]);
    }

    #[test]
    fn sizes_keep_one_digit() {
        let sizes = [1023, 1024, 41_234_567, u64::MAX].map(size);
        assert_eq!(sizes, ["1023 B", "1.0 KiB", "39.3 MiB", "17179869183.9 GiB"]);
    }
}
