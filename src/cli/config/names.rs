//! What settings are called on the command line, in the environment and in files.

use clap::{Arg, ArgAction};

/// Options that mean the same in every command that has them: a file may set them for all at once.
const SHARED: [&str; 2] = ["threads", "grammars"];

/// Whether an argument can be set elsewhere than on the command line.
pub(super) fn is_setting(argument: &Arg) -> bool {
    !matches!(argument.get_id().as_str(), "help" | "version" | "config")
}

/// Whether an argument is there or not, without value.
pub(super) fn is_switch(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::SetTrue)
}

/// Whether an argument may be set for all commands at once.
pub(super) fn is_shared(argument: &Arg) -> bool {
    argument.is_global_set()
        || argument
            .get_long()
            .is_some_and(|long| SHARED.contains(&long))
}

/// Its name in a file: the option without its dashes.
pub(super) fn name(argument: &Arg) -> String {
    match argument.get_long() {
        Some(long) => long.to_owned(),
        None => argument.get_id().as_str().replace('_', "-"),
    }
}

/// The section of a command's settings in a file.
pub(super) fn section(path: &[String]) -> String {
    path.join(".")
}

/// The variables that set an option of the command at `path`, the one that decides first.
pub(super) fn env_names(path: &[String], argument: &Arg) -> Vec<String> {
    let upper = |words: &[String]| words.join("_").replace('-', "_").to_uppercase();
    let option = name(argument);
    let mut own = path.to_vec();
    own.push(option.clone());
    let mut names = vec![format!("GONGKAI_{}", upper(&own))];
    if is_shared(argument) {
        names.push(format!("GONGKAI_{}", upper(&[option])));
    }
    names
}

/// `; did you mean …?` with the name that is most like `given`; empty if none is.
pub(super) fn closest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> String {
    let near = names.map(|name| (distance(given, name), name)).min();
    match near {
        Some((distance, name)) if distance <= 1 + given.chars().count() / 4 => {
            format!("; did you mean `{name}`?")
        }
        _ => String::new(),
    }
}

/// Characters to be put in, taken out or changed to make one word of the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, one) in left.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (column, other) in right.iter().enumerate() {
            let changed = corner + usize::from(one != *other);
            corner = row[column + 1];
            row[column + 1] = changed.min(corner + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_near_are_proposed() {
        let names = || ["threads", "prune", "keep-rejected"].into_iter();
        assert_eq!(closest("treads", names()), "; did you mean `threads`?");
        assert_eq!(
            closest("keep_rejected", names()),
            "; did you mean `keep-rejected`?"
        );
        assert_eq!(closest("colour", names()), "");
    }

    #[test]
    fn an_option_has_a_variable_of_its_command_and_some_one_of_all() {
        let path = ["grammar".to_owned(), "list".to_owned()];
        let names = |long: &'static str| env_names(&path, &Arg::new(long).long(long));
        assert_eq!(
            names("grammars"),
            ["GONGKAI_GRAMMAR_LIST_GRAMMARS", "GONGKAI_GRAMMARS"]
        );
        assert_eq!(
            names("keep-rejected"),
            ["GONGKAI_GRAMMAR_LIST_KEEP_REJECTED"]
        );
    }
}
