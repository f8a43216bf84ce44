//! Whole-product stories: what users do with goferry and what release engineers do with goferry-pack, told
//! with the shipped programs, the official Go and the real tools around them.

#![allow(clippy::unwrap_used)]

mod adopt;
mod audit;
mod commits;
mod cosigning;
mod desk;
mod disturbed;
mod doctor;
mod elsewhere;
mod gate;
mod gocache;
mod heads;
mod home_before_and_after;
mod images;
mod install;
mod kept_profiles;
mod kept_program;
mod lifecycle;
mod many_cpus;
mod mending_profiles;
mod modules;
mod moved_homes;
mod new_shells;
mod observed;
mod offline_go;
mod one_rule;
mod packing;
mod passphrases;
mod project_copies;
mod records;
mod reinstall;
mod repair;
mod reproducible;
mod settings_of_go;
mod sharing;
mod shells;
mod sidecars;
mod signals;
mod signers;
mod signing;
mod sm2;
mod told;
mod trust_home;
mod trust_lists;
mod twins;
mod uninstall;
mod upgrade_self;
mod upstream;
mod vendored_files;
mod volume;
mod words;
