//! What is wrong with the arguments, in Chinese. In English clap says it.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::message::chinese;

/// What is wrong, what is meant perhaps, and how the command is used; `None` for answers such as help, and
/// for mistakes that clap tells in its own way.
pub(super) fn in_chinese(error: &clap::Error) -> Option<String> {
    let named = |kind| error.get(kind).map(listed);
    let argument = || named(ContextKind::InvalidArg);
    let said = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有选项 `{}`", argument()?),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令 `{}`", named(ContextKind::InvalidSubcommand)?)
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {}", argument()?),
        ErrorKind::ArgumentConflict => conflict(&argument()?, named(ContextKind::PriorArg)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            refused(error, &argument()?, named(ContextKind::InvalidValue))
        }
        ErrorKind::NoEquals => format!("`{}` 的值须写在等号之后", argument()?),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("`{}` 的值的个数不对", argument()?)
        }
        _ => return None,
    };
    let mut text = format!("错误：{said}\n");
    for kind in [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ] {
        if let Some(meant) = named(kind) {
            text += &format!("\n  是否指 {meant}？\n");
        }
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.strip_prefix("Usage:").unwrap_or(&usage);
        text += &format!("\n用法：{}\n", usage.trim());
    }
    Some(text + "\n各选项的说明见 --help\n")
}

fn conflict(argument: &str, prior: Option<String>) -> String {
    match prior {
        Some(prior) if prior != argument => format!("`{argument}` 不能与 `{prior}` 同用"),
        _ => format!("`{argument}` 只能给一次"),
    }
}

/// Why `value` is none of `argument`, and which ones are.
fn refused(error: &clap::Error, argument: &str, value: Option<String>) -> String {
    let said = match value.filter(|value| !value.is_empty()) {
        Some(value) => format!("`{value}` 不能作为 `{argument}` 的值"),
        None => format!("`{argument}` 须有一个值"),
    };
    let valid = error.get(ContextKind::ValidValue).map(listed);
    let valid = valid.filter(|valid| !valid.is_empty());
    // What our own parsers say has a translation; what those of numbers say says no more than this.
    let why =
        std::error::Error::source(error).map(|why| (why.to_string(), chinese(&why.to_string())));
    let why = why.filter(|(english, told)| english != told);
    match (valid, why) {
        (Some(valid), _) => format!("{said}；可用的值：{valid}"),
        (None, Some((_, why))) => format!("{said}：{why}"),
        (None, None) => said,
    }
}

/// One or several things that a mistake is about.
fn listed(value: &ContextValue) -> String {
    match value {
        ContextValue::String(one) => one.clone(),
        ContextValue::Strings(all) => all.join("、"),
        other => other.to_string(),
    }
}
