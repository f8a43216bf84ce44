//! All rows, in the order of the research page they come from. Numbers are exit codes.

/// One bad input.
#[derive(Debug)]
pub struct Row {
    /// `A1` to `L9`.
    pub id: &'static str,
    /// What it is.
    pub what: &'static str,
    /// The exit codes it may end with.
    pub exit: &'static str,
    /// What tries it, or why nothing does.
    pub proofs: &'static [Proof],
}

/// What became of a row, or of a part of it.
#[derive(Debug)]
pub enum Proof {
    /// A table of hostile files, tried by this test.
    Table(&'static str),
    /// A test of its own.
    Test(&'static str),
    /// Why it cannot be tried here.
    NotHere(&'static str),
}

/// The sections, by their letters.
pub const SECTIONS: &[(char, &str)] = &[
    ('A', "Container"),
    ('B', "Manifest"),
    ('C', "Signatures"),
    ('D', "Keys and trust anchors"),
    ('E', "Tar members"),
    ('F', "Zstd"),
    ('G', "Clock"),
    ('H', "Environment and file system"),
    ('I', "Concurrency"),
    ('J', "Signals and power"),
    ('K', "Projects"),
    ('L', "The user's surroundings"),
    ('M', "Modules"),
];

/// Tests that try every table on another CPU.
pub const ON_EACH_CPU: &[&str] = &[
    "foreign::each_file_is_refused_on_arm64",
    "foreign::each_file_is_refused_on_mips64el",
    "foreign::each_file_is_refused_on_loong64",
];

use Proof::{NotHere, Table, Test};

const fn row(
    id: &'static str,
    what: &'static str,
    exit: &'static str,
    proofs: &'static [Proof],
) -> Row {
    Row { id, what, exit, proofs }
}

const SIGNATURES_TABLE: Proof =
    Table("signatures::each_signature_is_refused_and_the_home_untouched");
const SIGNATURES: &[Proof] = &[SIGNATURES_TABLE];
const MANIFEST_TABLE: Proof = Table("manifest::each_manifest_is_refused_and_the_home_untouched");
const MANIFEST: &[Proof] = &[MANIFEST_TABLE];
const ANCHORS_TABLE: Proof = Table("anchors::each_key_is_refused_and_the_home_untouched");
const CONTAINER: Proof = Table("container::each_file_is_refused_and_the_home_untouched");
const MEMBERS: &[Proof] = &[Table("members::each_member_is_refused_and_the_home_untouched")];
const ZSTD: &[Proof] = &[Table("zstd::each_frame_is_refused_and_the_home_untouched")];

/// Every row.
#[rustfmt::skip]
pub const ROWS: &[Row] = &[
    row("A1", "empty file; file of one byte", "20", &[CONTAINER]),
    row("A2", "stub only, payload cut off", "20", &[CONTAINER, Test("container::a_cut_file_says_of_itself_how_much_arrived")]),
    row("A3", "truncated at every byte of manifest, signatures, trailer, every 4 KiB of payload, last byte missing", "20", &[CONTAINER, Test("container::a_file_cut_anywhere_is_damaged")]),
    row("A4", "1, 64, 72 bytes and 1 MiB appended", "20", &[CONTAINER]),
    row("A5", "concatenated to itself or to a second valid file", "20", &[CONTAINER]),
    row("A6", "one bit flipped at every byte of trailer, manifest, signatures, ELF header, first and last 256 bytes of regions, every seventh elsewhere; self-run of flipped stubs", "20, 21, 22", &[Test("container::a_flipped_bit_is_refused_wherever_it_is"), Test("container::a_flipped_stub_never_switches")]),
    row("A7", "non-zero byte in PAD", "20", &[CONTAINER]),
    row("A8", "trailer magic wrong; right magic elsewhere in the payload", "20", &[CONTAINER, Test("container::a_trailer_within_the_payload_harms_nobody")]),
    row("A9", "offsets and lengths 0, 1, 2^31, 2^32-1, 2^63, 2^64-1, overlapping, overflowing", "20", &[CONTAINER, Test("container::extreme_numbers_allocate_nothing")]),
    row("A10", "regions reordered with self-consistent offsets", "20", &[CONTAINER, ZSTD_TABLE]),
    row("A11", "format version 0, next, 255; newer payload", "20 unsigned, 21 forged, 25 signed", &[CONTAINER]),
    row("A12", "file after `strip`, `objcopy`, text-mode copy, gzip; `upx`", "20", &[CONTAINER, NotHere("there is no package of upx; it rewrites the ELF as strip does")]),
    row("A13", "stub of one CPU with the payload of another; whole file on the wrong CPU", "11", &[Test("container::another_cpu_is_named_and_its_file_can_be_verified"), Test("foreign::a_stub_with_the_payload_of_another_cpu_installs_nothing")]),
    row("A14", "FIFO, directory, /dev/zero, /proc/self/mem, sparse file as FILE", "2, 20", &[Test("container::what_is_no_regular_file_is_refused_at_once")]),
    row("A15", "file above 4 GiB - 1", "2", &[Test("container::the_packer_writes_no_file_that_fat32_cannot_hold")]),
    row("A16", "stub, manifest or trailer of release N spliced onto release M", "20", &[CONTAINER]),

    row("B1", "duplicate key", "20", MANIFEST),
    row("B2", "unknown field, unknown critical flag", "20; 25", MANIFEST),
    row("B3", "invalid UTF-8, NUL, lone surrogate escape, BOM", "20", MANIFEST),
    row("B4", "numbers: overflow, negative, float, 1e400", "20", MANIFEST),
    row("B5", "nesting depth 10,000", "20", MANIFEST),
    row("B6", "size limit + 1 byte", "20", MANIFEST),
    row("B7", "member list: duplicate, unsorted, file that is also a directory", "20", MANIFEST),
    row("B8", "sum of sizes differs, or above limit", "20", MANIFEST),
    row("B9", "chunk table short, long, swapped, wrong chunk size; another digest of the program", "20", MANIFEST),
    row("B10", "required signatures lack sm2 or openpgp", "20; 23", MANIFEST),
    row("B11", "counter lower than installed, below floor, fast-forward", "20; 23", &[MANIFEST_TABLE, Test("manifest::a_counter_at_its_end_starts_again_only_by_the_root")]),
    row("B12", "another product's manifest signed by the same key", "20; 21", MANIFEST),
    row("B13", "hostile version strings", "20", MANIFEST),
    row("B14", "minimum program version in the future", "25", MANIFEST),
    row("B15", "a payload's version other than its components' kinds came with", "20; 25", MANIFEST),
    row("C1", "OpenPGP, SM2, or both signatures removed", "20; 23", SIGNATURES),
    row("C2", "good+unknown, unknown+good, good+bad, good twice", "20, 21, 22; 0, a warning", &[SIGNATURES_TABLE, Test("signatures::a_signature_that_nobody_here_knows_is_reported_and_never_counted")]),
    row("C3", "unhashed subpackets, marker packets, trailing bytes, digest prefix changed", "21", SIGNATURES),
    row("C4", "inline-signed or cleartext message; other signature types", "21", SIGNATURES),
    row("C5", "zero-length signature, empty list", "20, 21", SIGNATURES),
    row("C6", "SHA-1, MD5, RIPEMD; DSA, RSA-1024, P-256", "21", &[SIGNATURES_TABLE, Test("signatures::a_weak_digest_or_algorithm_is_refused_at_any_clock")]),
    row("C7", "creation time missing, unhashed, year 2106", "21, 22, 23", SIGNATURES),
    row("C8", "unknown critical subpacket or notation", "21", SIGNATURES),
    row("C9", "issuer of another key; key-ID collision", "21, 22", SIGNATURES),
    row("C10", "signature entries swapped", "20, 21", SIGNATURES),
    row("C11", "SM2 with empty, other, 8192-byte ID; no ZA; ZA of another key", "21", SIGNATURES),
    row("C12", "SM2 r or s out of range; r+s = n; n-s; swapped", "21", SIGNATURES),
    row("C13", "public key off curve, infinity, hybrid prefix, P-256 labelled SM2", "20", SIGNATURES),
    row("C14", "DER sidecar: trailing byte, long form, leading zero, negative", "20 within a certificate; refused beside a file", &[SIGNATURES_TABLE, Test("signatures::a_sidecar_in_another_spelling_is_refused")]),
    row("C15", "valid signature under another domain", "21", SIGNATURES),
    row("D1", "release key not certified, by another root, with SHA-1", "21, 22, 23", &[ANCHORS_TABLE, Test("anchors::a_file_with_its_signatures_taken_from_another_organisation_counts_for_nobody")]),
    row("D2", "subkey without binding, bad binding, no back-signature", "20, 22", &[ANCHORS_TABLE, Test("anchors::an_honest_binding_is_accepted_where_each_bad_one_is_refused")]),
    row("D3", "root equal only in the last 16 digits", "22", &[ANCHORS_TABLE, Test("anchors::a_root_equal_only_in_its_last_digits_is_another_root")]),
    row("D4", "signature after the key's expiry; key expired only after", "22; 0", &[ANCHORS_TABLE, Test("anchors::a_key_that_expired_only_after_it_signed_still_counts")]),
    row("D5", "hard, soft, stranger's revocation; revocation dropped", "22, 23; 0", &[ANCHORS_TABLE, Test("anchors::a_strangers_revocation_means_nothing"), Test("anchors::a_list_that_drops_a_revocation_changes_nothing_once_the_newer_one_was_seen")]),
    row("D6", "root rotation: gap, not signed by old root, too many", "20, 22, 23; 0", &[ANCHORS_TABLE, Test("anchors::a_long_chain_of_roots_is_followed_step_by_step_and_one_gap_ends_it")]),
    row("D7", "host root file unreadable, empty, directory, world-writable", "22, 23", &[Test("anchors::a_host_root_file_that_cannot_be_relied_on_refuses_every_file"), Test("anchors::a_host_root_file_that_a_user_may_not_read_refuses_every_file_of_that_user")]),
    row("D8", "TPM absent, locked out, wrong index", "22, 23; 0", &[Test("tpm::the_root_that_the_tpm_holds_is_pinned_and_no_other_passes"), Test("tpm::an_index_that_is_missing_unwritten_of_another_size_or_closed_refuses"), Test("tpm::a_tpm_that_is_locked_out_refuses"), Test("tpm::a_tpm_that_is_absent_or_does_not_answer_refuses"), Test("tpm::no_variable_leads_to_another_tpm")]),
    row("D9", "secret key or PEM inside packer input", "2", &[Test("anchors::a_secret_key_within_the_packers_input_is_refused")]),

    row("E1", "`../x`", "20", MEMBERS),
    row("E2", "`/abs`, `//abs`", "20", MEMBERS),
    row("E3", "symlink to an absolute path", "20", MEMBERS),
    row("E4", "symlink `../../../etc`", "20", MEMBERS),
    row("E5", "symlink, then a file through it", "20", MEMBERS),
    row("E6", "directory entry over an existing symlink", "20", MEMBERS),
    row("E7", "hard link outside, forward, to a symlink", "20", MEMBERS),
    row("E8", "duplicate member", "20", MEMBERS),
    row("E9", "FIFO, socket", "20", MEMBERS),
    row("E10", "character, block device", "20", MEMBERS),
    row("E11", "unknown type `Z`", "20", MEMBERS),
    row("E12", "PAX size differs from the header's, both ways", "20", MEMBERS),
    row("E13", "malformed PAX, PAX without a file, two long names, PAX global header", "20", MEMBERS),
    row("E14", "GNU sparse with a huge logical size", "20", MEMBERS),
    row("E15", "end blocks missing, members after them", "20", MEMBERS),
    row("E16", "setuid, setgid, sticky; 0666; directory of 0000, 0555", "20", MEMBERS),
    row("E17", "256-byte name, path or link target above the limit, NUL, newline, `.`; what reaches the limits, `a`+`A`, depth 300 and 200,000 members pass", "20; 0", &[MEMBERS_TABLE, Test("members::the_longest_paths_names_and_targets_are_installed"), Test("members::names_that_differ_in_case_or_composition_are_installed_side_by_side"), Test("members::a_deep_tree_within_the_limits_is_installed"), Test("members::two_hundred_thousand_members_are_verified_in_little_memory")]),
    row("E18", "member not in INDEX, absent from the frame; size, mode, type, digest, order differ", "20", MEMBERS),
    row("E19", "bad checksum, octal garbage, base-256 size, uid 2^63, mtime -1 or year 10000", "20", MEMBERS),
    row("E20", "extended attributes, access control lists, capabilities", "20", MEMBERS),
    row("E21", "a build cache with what is no entry of one, or outside its frame", "20", MEMBERS),
    row("E22", "modules with what no proxy serves, or outside their frame", "20", MEMBERS),
    row("E23", "a checksum database with what none serves, or outside its frame", "20", MEMBERS),

    row("F1", "truncated frame, checksum cut off", "20", ZSTD),
    row("F2", "garbage after the frame", "20", ZSTD),
    row("F3", "skippable frame before or after", "20", ZSTD),
    row("F4", "two frames", "20", ZSTD),
    row("F5", "flips in a frame; a frame without checksum", "20", ZSTD),
    row("F6", "window of 2^27 and more", "20", &[ZSTD_TABLE, Test("zstd::a_bomb_and_a_giant_window_take_little_memory")]),
    row("F7", "bomb: 8 KiB that become 256 MiB", "20", &[ZSTD_TABLE, Test("zstd::a_bomb_and_a_giant_window_take_little_memory")]),
    row("F8", "dictionary, reserved bit", "20", ZSTD),
    row("F9", "declared content size too small, too large, absent", "20", ZSTD),
    row("F10", "input left after the frame", "20", ZSTD),

    row("G1", "clock at 1970-01-01", "0, a warning", &[Test("clock::a_clock_that_cannot_be_right_is_a_warning")]),
    row("G2", "one day before the stub's build", "0, a warning", &[Test("clock::a_clock_that_cannot_be_right_is_a_warning")]),
    row("G3", "a second, a day, a day and a second before the signature's time", "0; 23", &[Test("clock::a_signature_more_than_a_day_ahead_of_a_plausible_clock_is_refused")]),
    row("G4", "after 2038-01-19", "0", &[Test("clock::the_end_of_32_bit_time_passes_unnoticed"), Test("foreign::the_end_of_32_bit_time_passes_unnoticed_on_each_cpu")]),
    row("G5", "year 2106 and later", "0, a warning", &[Test("clock::a_clock_that_cannot_be_right_is_a_warning")]),
    row("G6", "clock steps back between two installs", "0, a warning", &[Test("clock::a_clock_that_steps_back_is_a_warning_and_the_state_does_not")]),
    row("G7", "latest known time corrupt or far in the future", "33; 0, a warning", &[Test("clock::a_latest_time_far_in_the_future_bricks_nothing"), Test("repair::a_corrupt_latest_time_is_reset_with_a_question_and_lowers_nothing_in_silence")]),
    row("G8", "clock jumps during the run", "0", &[Test("clock::a_clock_that_jumps_during_the_run_changes_nothing")]),

    row("H1", "HOME unset, empty, relative, `/`, missing, a file, of another user (sudo), not the account's; with blanks, newline, no UTF-8; prefix, `state` or `bin` of another user, or writable for others", "14; 0, a warning", &[Test("home::a_home_that_is_none_is_refused"), Test("home::a_home_with_an_odd_name_works"), Test("places::a_home_that_is_not_the_accounts_is_taken_with_a_warning"), Test("places::a_prefix_of_somebody_else_is_refused_and_so_is_one_that_others_may_write")]),
    row("H2", "HOME a symlink, loop, dangling; prefix a symlink to another file system; a symlink on the way from HOME to the prefix, or in place of `state` or `bin`; `current` a directory or file", "0; 14; 33", &[Test("home::a_home_behind_a_link_works"), Test("home::a_home_that_is_none_is_refused"), Test("home::a_prefix_that_is_a_link_is_refused"), Test("places::a_link_on_the_way_from_the_home_to_the_prefix_is_not_followed"), Test("places::a_link_planted_in_our_own_tree_is_not_followed"), Test("home::a_current_that_is_no_link_is_left_alone")]),
    row("H3", "read-only mount, immutable directory, mode 0500", "14", &[Test("mounts::a_place_that_cannot_be_written_is_refused_before_any_write"), Test("mounts::an_immutable_directory_is_refused_before_any_write"), Test("mounts::a_home_without_permission_is_refused_before_any_write")]),
    row("H4", "no space at start, in the middle; no inodes; quota; RLIMIT_FSIZE", "13", &[Test("mounts::too_little_room_is_said_before_any_write"), Test("mounts::a_full_disk_keeps_the_release_that_is_there"), Test("faults::a_disk_that_fills_up_leaves_the_old_release"), Test("limits::a_file_size_limit_is_no_space_and_no_death"), Test("mishaps::a_disk_that_fills_up_under_a_run_is_left_as_it_was"), Test("sweeps::an_error_at_any_call_is_told_and_mended")]),
    row("H5", "read error at each chunk of the file; another stick swapped in", "24, 20", &[Test("faults::a_medium_that_fails_is_named"), Test("faults::a_file_swapped_while_it_is_read_is_noticed"), Test("mishaps::a_stick_that_is_pulled_before_the_program_is_read_whole_is_named_in_either_language")]),
    row("H6", "error on write, on fsync", "16, 31", &[Test("faults::an_error_of_the_disk_is_final"), Test("sweeps::an_error_at_any_call_is_told_and_mended")]),
    row("H7", "umask 0777, 0000, 0277; a setgid home; a default access control list", "0", &[Test("limits::modes_are_exact_under_any_umask"), Test("limits::directories_have_the_modes_that_are_meant_in_a_setgid_home"), Test("limits::modes_are_those_that_are_meant_under_a_default_access_control_list")]),
    row("H8", "overlayfs; no locks (ENOLCK, ENOSYS, EOPNOTSUPP); no symbolic links (FAT); case folded, with and without names that become one; NFS, FUSE", "0; 14", &[Test("mounts::an_overlay_is_a_home_like_any_other"), Test("faults::a_file_system_without_locks_or_links_is_refused"), Test("places::a_file_system_without_locks_is_refused_and_nothing_stays"), Test("mounts::a_file_system_in_user_space_is_a_home_like_any_other"), Test("mounts::a_file_system_that_folds_case_gets_no_release_with_two_names_that_are_one_there"), Test("mounts::where_case_is_folded_a_shared_file_takes_the_place_of_no_other"), NotHere("the kernel has no FAT driver and no NFS server")]),
    row("H9", "HOME on a noexec mount", "14", &[Test("mounts::a_place_where_nothing_runs_is_refused")]),
    row("H10", "file on a noexec medium", "the shell's 126; 0", &[Test("mounts::a_file_on_a_noexec_medium_is_installed_by_the_goferry_that_is_there")]),
    row("H11", "no /proc, /dev, /sys; no terminal; standard output full or closed; standard input closed; file of mode 0111", "0; 2; 13", &[Test("limits::no_proc_dev_or_sys_is_needed"), Test("limits::a_terminal_is_not_needed"), Test("limits::descriptors_that_are_closed_or_full_end_truthfully"), Test("limits::a_file_that_cannot_read_itself_says_so")]),
    row("H12", "RLIMIT_NOFILE 16, RLIMIT_AS 128 MiB, 64 MiB of memory in a cgroup, RLIMIT_NPROC 1", "0", &[Test("limits::few_descriptors_little_memory_and_no_threads_suffice"), Test("limits::a_small_cgroup_suffices")]),
    row("H13", "ENOSYS (EPERM too) for openat2, ENOSYS for renameat2, statx, copy_file_range, memfd_create, getrandom; gVisor", "0", &[Test("faults::an_old_kernel_suffices"), Test("places::kernels_and_filters_without_the_newer_calls_suffice_for_every_verb"), NotHere("there is no package of gVisor")]),
    row("H14", "profile absent, read-only, a link, CRLF, no final newline, 10 MB, our markers doubled or half deleted, GB18030, fish, csh", "0, 32", &[Test("home::profiles_come_back_to_the_byte"), Test("home::a_profile_that_cannot_be_edited_is_left_alone_and_said"), Test("home::our_line_twice_or_cut_in_half_becomes_one_and_then_none")]),
    row("H15", "unrelated directory with our name; GOROOT, GOFLAGS set; another Go in PATH", "14; 0, warnings", &[Test("home::a_foreign_directory_is_never_touched"), Test("home::what_wins_over_the_installation_is_a_warning")]),
    row("H16", "run through a symlink, after rename, after unlink, while still being copied; under qemu-user", "0; 20", &[Test("limits::a_file_that_was_renamed_linked_or_removed_still_installs_itself"), Test("foreign::a_file_installs_itself_under_qemu_wherever_it_lies")]),
    row("H17", "state file empty, truncated, garbage, newer schema, mode 0000, of another user", "33", &[Test("home::a_damaged_state_is_said_and_the_old_release_works"), Test("repair::a_damaged_state_is_mended_by_repair_alone")]),
    row("H18", "a host that forbids programs in the home; with --no-gate too", "15", &[Test("mounts::a_place_where_the_host_forbids_programs_is_met_before_anything_is_unpacked")]),

    row("I1", "two installs of the same release", "0", &[Test("collisions::two_installs_of_one_release_lay_it_down_once"), Test("mishaps::eight_at_once_leave_a_home_that_is_whole")]),
    row("I2", "two different releases", "0", &[Test("collisions::of_two_releases_at_once_both_are_there_and_the_second_is_current")]),
    row("I3", "install against uninstall", "0; 30", &[Test("collisions::an_install_and_an_uninstall_do_not_mix")]),
    row("I4", "install against rollback", "0", &[Test("collisions::an_install_and_a_rollback_leave_what_the_second_one_chose")]),
    row("I5", "upgrade or uninstall during `go build`", "0; 30", &[Test("midway::a_switch_in_the_middle_of_a_build_a_test_or_an_install_harms_nothing"), Test("midway::a_release_that_go_runs_from_is_neither_pruned_nor_uninstalled")]),
    row("I6", "lock holder stopped", "30", &[Test("places::a_stopped_holder_is_named_after_a_wait")]),
    row("I7", "lock holder killed", "0", &[Test("places::a_killed_holder_lets_the_one_that_waits_in")]),
    row("I8", "two hosts on one NFS home", "14 without locks", &[Test("places::a_file_system_without_locks_is_refused_and_nothing_stays"), NotHere("no NFS server in this kernel, so the two hosts themselves")]),
    row("I9", "lock or staging pre-created as FIFO, directory or link, or lock held", "14; 0; 30", &[Test("places::what_is_planted_in_the_place_of_the_lock_is_refused_at_once"), Test("places::what_is_planted_in_the_place_of_staging_is_taken_away_and_not_followed"), Test("places::a_stopped_holder_is_named_after_a_wait")]),
    row("I10", "reader resolving `current` during 1,000 switches", "0", &[Test("mishaps::whoever_resolves_current_finds_a_whole_release")]),
    row("J1", "INT, TERM, HUP, QUIT, PIPE at every system call", "0; 129, 130, 143; QUIT kills", &[Test("sweeps::a_signal_at_any_call_cleans_up_or_lets_the_run_end"), Test("interruptions::quit_ends_it_at_once_and_the_next_run_clears_up"), Test("interruptions::a_broken_pipe_somewhere_else_is_no_reason_to_stop")]),
    row("J2", "KILL at every system call", "0 from the next run", &[Test("sweeps::a_run_that_is_killed_leaves_old_or_new_and_the_next_one_finishes_it")]),
    row("J3", "KILL during recovery", "0 from the next run", &[Test("sweeps::a_run_that_mends_may_be_killed_too")]),
    row("J4", "power loss at every write", "0 from the next run", &[Test("mishaps::a_power_cut_leaves_the_old_release_or_the_new_one"), Test("mishaps::nothing_is_left_to_the_luck_of_a_file_system")]),
    row("J5", "STOP and CONT, suspend", "0", &[Test("interruptions::stopped_and_continued_at_any_call_it_gets_to_its_end"), NotHere("a suspended machine")]),
    row("J6", "killed for memory", "0 from the next run", &[Test("sweeps::a_run_that_is_killed_leaves_old_or_new_and_the_next_one_finishes_it"), NotHere("the kernel's own killer, which sends the same SIGKILL")]),
    row("J7", "file truncated during the run", "20, 24", &[Test("interruptions::a_file_that_is_cut_short_while_it_is_installed_is_damaged_and_nothing_is_changed"), Test("mishaps::a_stick_that_is_pulled_while_it_is_read_is_named_and_nothing_is_changed")]),

    row("K1", "a project that does not build from what is carried: what it embeds was not made, is left out or is a Git LFS pointer; C headers that vendoring drops; a go line that is too old", "10", &[Test("rehearsal::a_go_line_from_before_vendoring_is_told_and_refused_only_of_a_suite"), Test("rehearsal::what_does_not_build_from_what_is_carried_is_refused_and_all_of_it_told_at_once")]),
    row("K2", "a project that builds for one of the CPUs only", "10", &[Test("rehearsal::what_builds_for_one_cpu_only_is_refused_for_the_other")]),
    row("K3", "a project that needs cgo, whose generators do not travel, whose tests do not compile, which go vet objects to", "0; 10 with --strict", &[Test("rehearsal::what_may_surprise_there_is_a_warning_which_strict_refuses")]),
    row("K4", "a project that does not build, and `--no-rehearsal`", "0", &[Test("rehearsal::a_rehearsal_that_was_left_out_is_on_record")]),
    row("K5", "a vendored file that was changed, added or taken out by hand; a module whose zip is not in the cache", "0, and said in the SBOM", &[Test("vendored_files::a_patched_module_is_said_to_be_one_in_all_three_documents_and_warned_of"), Test("vendored_files::without_a_module_cache_nothing_is_said_to_be_compared")]),
    row("K6", "`--vendor` for a stale vendor tree that has changes which are nowhere else", "2", &[Test("vendored_files::a_stale_vendor_tree_with_changes_of_its_own_is_given_up_only_where_that_is_said")]),
    row("K7", "a repository with changes that are not committed; no repository", "0, and nothing claimed", &[Test("commits::a_changed_tree_is_dirty_and_without_history_nothing_is_claimed")]),
    row("K8", "secret keys in several projects; `--allow-key` that names no file, or one that looks like no key", "2; 0 where each is named", &[Test("projects::the_keys_of_all_projects_are_refused_in_one_run_and_those_that_are_named_travel")]),
    row("K9", "a test key that a vendored module publishes: its zip at hand, missing, or with other bytes", "0; 2", &[Test("projects::a_key_that_a_vendored_module_publishes_travels_where_its_zip_is_at_hand")]),
    row("K10", "`.goferryignore` or `--exclude` that leaves out what a build needs, nothing at all, or cannot be understood", "2; 0 with what stays behind", &[Test("projects::what_stays_behind_is_told_and_what_a_build_needs_may_not_stay")]),
    row("K11", "names in GBK; links that lead out or are absolute; sockets and pipes", "2", &[Test("projects::names_links_and_devices_that_cannot_travel_are_told_in_one_run_with_commands_that_help")]),
    row("K12", "go.mod with a byte order mark; no go.sum; a replacement by a directory that is not there", "10, 2", &[Test("projects::module_files_that_go_cannot_use_are_refused_with_cause_and_remedy")]),
    row("K13", "a go line before 1.14, or none", "0 with what builds it", &[Test("projects::a_go_line_from_before_vendoring_is_told_with_what_builds_it")]),
    row("K14", "modules within a project", "0 with their names", &[Test("projects::modules_within_a_project_are_named_unless_they_are_carried_themselves")]),
    row("K15", "a member of a workspace: go.work in it, or named by GOWORK in the environment or in Go's own file", "2", &[Test("projects::a_member_of_a_workspace_is_refused_however_go_finds_the_workspace")]),

    row("L1", "the reader of the output leaves after each line; the disk of the log is full; a pipe that does not block", "16, 13 before the work; that of the work after", &[Test("told::a_reader_that_leaves_changes_nothing_about_what_is_done"), Test("told::a_full_disk_under_the_log_is_an_error_in_words_before_the_work_and_a_warning_after"), Test("told::a_pipe_that_does_not_block_gets_every_line")]),
    row("L2", "a stranger's file, where the installation is not HOME's: elsewhere, the host's, used by somebody else; found through PATH without /proc", "22; 0", &[Test("one_rule::a_file_of_a_stranger_is_refused_wherever_the_installation_lies"), Test("one_rule::a_file_goes_into_the_installation_that_its_goferry_belongs_to"), Test("one_rule::who_uses_the_hosts_installation_gets_one_of_their_own_and_believes_what_it_believes"), Test("one_rule::a_goferry_that_is_found_through_path_knows_where_it_lies_without_proc")]),
    row("L3", "KILL while the gate compiles: what it started writes on", "0 from the next run", &[Test("surroundings::what_a_killed_gate_had_started_does_not_work_against_the_next_run")]),
    row("L4", "a go.work, a go.mod or an env file of the user's on Go's way up", "0", &[Test("surroundings::a_workspace_or_an_env_file_of_the_users_does_not_reach_the_gate")]),
    row("L5", "SIGCHLD ignored, all signals blocked by the parent", "0", &[Test("surroundings::signals_that_the_parent_ignored_or_blocked_are_set_right")]),
    row("L6", "an answer in capitals, of full width, in GBK or Big5, or none at all; a locale that is not UTF-8", "0; asked again", &[Test("surroundings::an_answer_counts_in_any_case_width_and_encoding_and_anything_else_is_asked_again"), Test("surroundings::a_terminal_that_is_not_in_utf_8_is_told_the_question_in_english")]),
    row("L7", "another choice of how shells find Go, or none, at the next release", "0", &[Test("surroundings::a_choice_of_how_shells_find_go_is_kept_and_another_is_carried_out")]),
    row("L8", "`--yes` for a verb that asks nothing; `--dry-run` together with `--changed-exit`", "0; 3", &[Test("surroundings::every_verb_takes_yes"), Test("surroundings::what_would_change_has_its_exit_code_in_a_dry_run_too")]),
    row("L9", "memory limited to less than Go needs (ulimit -v)", "40", &[Test("surroundings::a_limit_on_memory_is_named_with_what_go_died_of_and_the_file_is_not_blamed")]),
    row("L10", "a home that is reached through a link, has moved or is a copy; a copied prefix; no HOME, or another; receipts of earlier programs", "0, and nothing outside that home", &[Test("moved_homes::a_home_behind_a_link_is_one_home_from_either_side"), Test("moved_homes::a_home_that_moved_is_well_where_it_is_and_is_left_as_it_was"), Test("moved_homes::without_home_a_verb_finds_the_installation_it_was_started_from"), Test("moved_homes::what_is_done_in_a_copy_of_a_home_leaves_the_original_alone"), Test("moved_homes::a_copy_of_an_installation_outside_the_home_takes_no_line_of_the_original_out")]),
    row("L11", "the host's installation: `--prefix` alone, its receipt lost or damaged, looked at by an ordinary user, removed by hand", "0; 14 where it is not theirs to change", &[Test("moved_homes::the_hosts_installation_is_sound_to_each_of_its_users"), Test("moved_homes::what_a_removed_installation_of_the_host_left_in_our_own_files_goes_with_the_next"), Test("moved_homes::an_installation_of_the_host_stays_the_hosts_whatever_is_asked_of_it")]),
    row("L12", "settings of the user's that break every go command, in the env file or the environment", "33 of `doctor`, 0 of `install`, with what takes them out", &[Test("settings_of_go::a_setting_that_breaks_go_is_told_with_what_takes_it_out"), Test("settings_of_go::a_setting_that_wins_is_undone_by_what_is_printed_even_where_the_file_breaks_go"), Test("surroundings::a_workspace_or_an_env_file_of_the_users_does_not_reach_the_gate")]),
    row("L13", "a profile that ends the shell, starts another, never ends or puts another Go first; a shell that nobody knows; a GOROOT that is read-only", "0, with the line and its place", &[Test("new_shells::each_shell_that_an_install_prepared_finds_this_go"), Test("new_shells::a_profile_that_ends_in_another_shell_or_none_is_found_out"), Test("new_shells::another_go_that_comes_first_in_a_new_shell_is_named"), Test("new_shells::a_profile_that_never_ends_is_ended_with_all_that_it_started"), Test("new_shells::what_is_told_of_an_unknown_shell_is_there"), Test("moved_homes::a_goroot_that_is_read_only_ends_no_login")]),
    row("L14", "a profile with an access control list, mounted, of another group, in a home where nothing new may be made, outside the home", "0, and it keeps all that it has", &[Test("kept_profiles::an_access_control_list_and_other_attributes_stay"), Test("kept_profiles::a_list_that_a_new_file_would_be_given_is_not_added"), Test("kept_profiles::a_profile_that_is_mounted_there_gets_its_line_in_place"), Test("kept_profiles::a_group_that_is_not_the_users_and_a_home_where_nothing_new_may_be_made_are_no_obstacle"), Test("moved_homes::a_profile_outside_the_home_is_named_and_left_alone")]),
    row("L15", "a release in the lower layer of an overlay; a file system that reports no size", "0", &[Test("mounts::a_release_in_the_lower_layer_of_an_overlay_is_laid_down_again"), Test("mounts::a_file_system_that_does_not_say_how_large_it_is_is_tried")]),
    row("L16", "`install.sh` with CR LF at its line ends, interrupted or killed; the file under another name beside it", "0, a warning; 129, 130, 143; 11 where no digest fits", &[Test("transfers::a_script_whose_lines_end_with_cr_lf_works_and_says_so"), Test("transfers::a_file_that_was_renamed_is_known_by_its_digest"), Test("transfers::a_renamed_file_with_another_digest_is_not_taken"), Test("interrupted::a_signal_while_it_copies_ends_it_and_leaves_nothing"), Test("interrupted::what_a_killed_run_left_is_cleared_by_the_next")]),

    row("M1", "modules: versions that no proxy serves", "2, naming all", &[Test("gathering::versions_that_no_proxy_serves_are_all_named_in_one_error")]),
    row("M2", "modules: a name or a line of a list without a version, a directory without go.mod", "2", &[Test("gathering::what_is_no_module_is_refused")]),
    row("M3", "a module cache with a zip of another module, one that was cut short, an .info of another version, or with no module", "20; 2", &[Test("gathering::a_module_cache_whose_files_are_not_of_their_versions_is_refused")]),
    row("M4", "a go.sum with another digest than that of a private module", "21", &[Test("gathering::a_private_module_that_go_sum_has_otherwise_is_refused")]),
    row("M5", "a module that the checksum database does not know, or knows with another digest", "2; 21", &[Test("gathering::what_the_database_does_not_know_so_is_refused")]),
    row("M6", "a record, signed head or tile of the checksum database that was changed, on the way to the packer or in a file", "21", &[Test("gathering::a_database_that_was_changed_on_the_way_is_refused"), Test("modules::a_database_that_does_not_hold_is_refused_before_anything_changes")]),
    row("M7", "heads that go has seen: a list that is none, one that the database did not sign", "2; 21", &[Test("gathering::heads_that_nobody_signed_are_refused")]),
    row("M8", "a head that does not continue the one that go knows", "0, told: those versions wait", &[Test("modules::a_head_that_does_not_continue_the_present_one_waits_for_one_that_does")]),
    row("M9", "one version of a private module from two files, with other contents", "10", &[Test("modules::a_private_module_that_changed_under_its_version_is_refused")]),
    row("M10", "a list or a zip that was changed among the installed modules", "41 of `modules verify`; 0 of `repair`", &[Test("modules::what_somebody_changed_among_the_modules_is_found_and_mended")]),
];

const MEMBERS_TABLE: Proof = Table("members::each_member_is_refused_and_the_home_untouched");
const ZSTD_TABLE: Proof = Table("zstd::each_frame_is_refused_and_the_home_untouched");
