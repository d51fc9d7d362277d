//! Words around cited titles. Tables only.

/// Words that make a document the basis of what follows.
pub(super) const UNDER: &[&str] = &["根据", "按照", "依据", "依照", "遵照", "参照", "比照", "按"];

/// Verbs of printing and issuing, right before a title.
pub(super) const ISSUED: &[&str] = &["印发", "制发", "下发", "制定印发", "印发公开"];

/// Verbs of forwarding, right before a title.
pub(super) const FORWARDED: &[&str] = &["转发", "批转"];

/// Phrases behind a title that issue it: 现印发给你们.
pub(super) const NOW_ISSUED: &[&str] = &["现印发", "现予印发", "予以印发"];

/// Phrases behind a title that forward it.
pub(super) const NOW_FORWARDED: &[&str] = &["现转发", "转发给你们", "现批转"];

/// Words that define a short form.
pub(super) const DEFINED: &[&str] = &["以下简称为", "以下简称", "以下统称", "下称", "简称"];

/// Words that carry a relation over from one title to the next.
pub(super) const JOINTS: &[&str] = &["以及", "、", "和", "及", "与", "，", ",", "或", "并"];
