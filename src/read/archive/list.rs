//! Listing an archive under limits, with the archives within it.

use std::borrow::Cow;
use std::io::{Cursor, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;

use super::name::{Labels, is_hidden, label};
use super::tar::{self, Stop, Stream, padded};
use super::{At, HEAD, Kind, Label, Listing, Member, kind, may_be_archive};
use crate::read::limits::{Budget, by_ratio, past_ratio};
use crate::read::zip;
use crate::read::{MAX_BYTES, Rejection};

/// Archives within each other that are looked into.
const MOST_NESTED: usize = 2;

/// Lists the archive called `name`, which stands in `outer` others, and pays for it from `budget`.
pub(crate) fn list<R: Read + Seek>(
    reader: &mut R,
    kind: Kind,
    name: &str,
    budget: &mut Budget,
    outer: usize,
) -> Listing {
    let mut lister = Lister {
        past: budget.past_total(),
        budget,
        outer,
        labels: Labels::default(),
        listing: Listing::default(),
    };
    match kind {
        Kind::Zip => lister.zip(reader),
        Kind::Tar | Kind::TarGz | Kind::Gzip => lister.streamed(reader, kind, name),
    }
    lister.listing
}

struct Lister<'a> {
    budget: &'a mut Budget,
    outer: usize,
    labels: Labels,
    listing: Listing,
    /// What is said where a stream goes on past what it may unpack to.
    past: Rejection,
}

impl Lister<'_> {
    fn zip<R: Read + Seek>(&mut self, reader: &mut R) {
        let directory = match zip::directory(reader, self.budget.entries_left(), "ZIP") {
            Ok(directory) => directory,
            Err(why) => return self.refuse(None, why),
        };
        for entry in directory.entries {
            // The directory holds no more than the budget allows.
            let _ = self.budget.entry();
            if entry.name.ends_with(b"/") || entry.name.ends_with(b"\\") {
                continue;
            }
            let Some(label) = self.label(&entry.name, entry.utf8) else {
                continue;
            };
            let packed = entry.packed;
            if entry.link {
                self.refuse(Some(label), link());
            } else if let Err(why) = self.budget.spend(packed.packed, packed.size) {
                self.refuse(Some(label), why);
            } else {
                let head = zip::head(reader, &packed, HEAD, "ZIP").unwrap_or_default();
                let whole = || zip::unpack(reader, &packed, "ZIP").map(Cow::Owned);
                self.member(label, At::Packed(packed), &head, whole);
            }
        }
        if directory.more
            && let Err(why) = self.budget.entry()
        {
            self.refuse(None, why);
        }
    }

    /// Archives that are read from front to back.
    fn streamed<R: Read + Seek>(&mut self, reader: &mut R, kind: Kind, name: &str) {
        let length = reader.seek(SeekFrom::End(0));
        let length = length.and_then(|length| reader.seek(SeekFrom::Start(0)).map(|_| length));
        let length = match length {
            Ok(length) => length,
            Err(error) => return self.refuse(None, Rejection::Unreadable(error.to_string())),
        };
        let most = self.budget.left();
        if kind == Kind::Tar {
            return self.tar(Stream::new(reader, most), kind);
        }
        if by_ratio(length) < most {
            self.past = past_ratio();
        }
        let most = most.min(by_ratio(length));
        let stream = Stream::new(MultiGzDecoder::new(reader), most);
        match kind {
            Kind::Gzip => self.gzip(stream, name),
            _ => self.tar(stream, kind),
        }
    }

    fn tar<R: Read>(&mut self, mut stream: Stream<R>, kind: Kind) {
        let stop = loop {
            let entry = match stream.entry() {
                Ok(entry) => entry,
                Err(stop) => break stop,
            };
            if let Err(why) = self.budget.entry() {
                self.refuse(None, why);
                break Stop::End;
            }
            if let Err(stop) = self.entry(&mut stream, &entry, kind) {
                break stop;
            }
            let end = entry.offset.saturating_add(padded(entry.size));
            match stream.skip_to(end) {
                Ok(()) => {}
                // Some writers leave the last block short.
                Err(Stop::Broken(_)) => break Stop::End,
                Err(stop) => break stop,
            }
        };
        self.budget.spent(stream.position);
        if let Some(why) = self.why(stop, kind) {
            self.refuse(None, why);
        }
    }

    /// Takes an entry of a TAR archive up to the end of its bytes.
    fn entry<R: Read>(
        &mut self,
        stream: &mut Stream<R>,
        entry: &tar::Entry,
        kind: Kind,
    ) -> Result<(), Stop> {
        let end = entry.offset.saturating_add(entry.size);
        if entry.kind == tar::Kind::Folder {
            return stream.skip_to(end);
        }
        let Some(label) = self.label(&entry.name, false) else {
            return stream.skip_to(end);
        };
        match entry.kind {
            tar::Kind::Link => self.refuse(Some(label), link()),
            tar::Kind::File => return self.file(stream, entry, label, kind),
            _ => {
                let why = Rejection::Unreadable("不是普通文件，未读取".into());
                self.refuse(Some(label), why);
            }
        }
        stream.skip_to(end)
    }

    fn file<R: Read>(
        &mut self,
        stream: &mut Stream<R>,
        entry: &tar::Entry,
        label: Label,
        kind: Kind,
    ) -> Result<(), Stop> {
        if let Err(why) = self.budget.fits(entry.size) {
            self.refuse(Some(label), why);
            return stream.skip_to(entry.offset.saturating_add(entry.size));
        }
        let read = self.bytes(stream, entry, &label.text);
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(stop) => {
                let why = match &stop {
                    Stop::Limit => self.past.clone(),
                    _ => cut_off(kind),
                };
                self.refuse(Some(label), why);
                return Err(stop);
            }
        };
        let at = At::Stretch {
            offset: entry.offset,
            size: entry.size,
        };
        let head = &bytes[..bytes.len().min(HEAD as usize)];
        self.member(label, at, head, || Ok(Cow::Borrowed(bytes.as_slice())));
        Ok(())
    }

    /// The bytes of a file that may be an archive, else only its first; the stream is behind all of them.
    fn bytes<R: Read>(
        &self,
        stream: &mut Stream<R>,
        entry: &tar::Entry,
        name: &str,
    ) -> Result<Vec<u8>, Stop> {
        let end = entry.offset.saturating_add(entry.size);
        let mut bytes = stream.take(entry.size.min(HEAD))?;
        if entry.size <= MAX_BYTES && may_be_archive(&bytes, name) {
            bytes.extend(stream.take(entry.size.saturating_sub(HEAD))?);
        }
        stream.skip_to(end)?;
        Ok(bytes)
    }

    /// One packed document.
    fn gzip<R: Read>(&mut self, mut stream: Stream<R>, name: &str) {
        let file = name.rsplit('/').next().unwrap_or(name);
        let bare = file.len().checked_sub(3).filter(|_| {
            let ending = file.get(file.len() - 3..);
            ending.is_some_and(|ending| ending.eq_ignore_ascii_case(".gz"))
        });
        let label = self
            .labels
            .unique(label(&file.as_bytes()[..bare.unwrap_or(file.len())], true));
        if let Err(why) = self.budget.entry() {
            return self.refuse(Some(label), why);
        }
        let read = stream.rest(MAX_BYTES);
        self.budget.spent(stream.position);
        match read {
            Ok(bytes) => {
                let size = bytes.len() as u64;
                let at = At::Stretch { offset: 0, size };
                let head = &bytes[..bytes.len().min(HEAD as usize)];
                self.member(label, at, head, || Ok(Cow::Borrowed(bytes.as_slice())));
            }
            Err(Stop::Limit) if stream.position > MAX_BYTES => {
                let limit = format!("解压后超过 {MAX_BYTES} 字节");
                self.refuse(Some(label), Rejection::Limit(limit));
            }
            Err(stop) => {
                if let Some(why) = self.why(stop, Kind::Gzip) {
                    self.refuse(Some(label), why);
                }
            }
        }
    }

    /// Adds a member; `whole` unpacks it if it may be an archive.
    fn member<'a>(
        &mut self,
        label: Label,
        at: At,
        head: &[u8],
        whole: impl FnOnce() -> Result<Cow<'a, [u8]>, Rejection>,
    ) {
        let inner = match may_be_archive(head, &label.text) && at.size() <= MAX_BYTES {
            true => whole()
                .ok()
                .and_then(|bytes| self.within(&bytes, &label.text)),
            false => None,
        };
        match inner {
            Some(Err(why)) => self.refuse(Some(label), why),
            other => self.listing.members.push(Member {
                label,
                at,
                inner: other.and_then(Result::ok),
            }),
        }
    }

    /// What a member holds that is an archive itself.
    fn within(&mut self, bytes: &[u8], name: &str) -> Option<Result<(Kind, Listing), Rejection>> {
        let mut reader = Cursor::new(bytes);
        let kind = kind(&mut reader, name).ok()??;
        if self.outer + 1 >= MOST_NESTED {
            let limit = format!("压缩包嵌套超过 {MOST_NESTED} 层，未读取");
            return Some(Err(Rejection::Limit(limit)));
        }
        let listing = list(&mut reader, kind, name, self.budget, self.outer + 1);
        Some(Ok((kind, listing)))
    }

    /// The member's label; `None` for what systems leave beside documents.
    fn label(&mut self, name: &[u8], utf8: bool) -> Option<Label> {
        let label = label(name, utf8);
        (!is_hidden(&label.text)).then(|| self.labels.unique(label))
    }

    fn refuse(&mut self, label: Option<Label>, why: Rejection) {
        self.listing.refused.push((label, why));
    }

    fn why(&self, stop: Stop, kind: Kind) -> Option<Rejection> {
        match stop {
            Stop::End => None,
            Stop::Limit => Some(self.past.clone()),
            Stop::Broken(error) => Some(Rejection::Broken {
                format: kind.name(),
                why: error.to_string(),
            }),
        }
    }
}

fn link() -> Rejection {
    Rejection::Unreadable("压缩包内的链接，未读取".into())
}

fn cut_off(kind: Kind) -> Rejection {
    Rejection::Broken {
        format: kind.name(),
        why: "压缩包在此条目中断".into(),
    }
}
