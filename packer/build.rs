//! The packer carries the built stubs inside itself; `include_dir` alone does not notice new ones.

fn main() {
    println!("cargo::rerun-if-changed=stubs");
}
