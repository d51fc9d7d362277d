//! Word 97–2003 and its neighbours, through a program that converts them: LibreOffice to DOCX, else
//! antiword or catdoc to text.

use std::path::Path;

use super::child::Workshop;
use super::tools::Tools;
use super::{MAX_BYTES, Rejection, Source, read_with, text};

/// A format that programs convert.
#[derive(Debug, Clone, Copy)]
pub(super) struct Legacy {
    /// What it is called in messages.
    name: &'static str,
    /// What the document is called in its folder.
    file: &'static str,
    media_type: &'static str,
    /// Programs that read it.
    programs: &'static str,
}

/// Word 97–2003.
pub(super) const DOC: Legacy = Legacy {
    name: "DOC",
    file: "document.doc",
    media_type: "application/msword",
    programs: "LibreOffice、antiword 或 catdoc",
};
/// Rich text.
pub(super) const RTF: Legacy = Legacy {
    name: "RTF",
    file: "document.rtf",
    media_type: "application/rtf",
    programs: "LibreOffice",
};
/// OpenDocument text.
pub(super) const ODT: Legacy = Legacy {
    name: "ODT",
    file: "document.odt",
    media_type: "application/vnd.oasis.opendocument.text",
    programs: "LibreOffice",
};

/// Whether a character is what stretches of the file become whose encoding a program mistakes. Such
/// stretches lose labels and gain digits, so that nothing of the text can be trusted.
fn misread(one: char) -> bool {
    const MARKS: [char; 6] = ['·', '×', '÷', '°', '±', '§'];
    const WESTERN: &str = "€‚ƒ„†‡ˆŠ‹ŒŽ˜™š›œžŸ";
    one.is_control() && !matches!(one, '\n' | '\t' | '\u{c}')
        || ('\u{a1}'..='ÿ').contains(&one) && !MARKS.contains(&one)
        || WESTERN.contains(one)
}

impl Legacy {
    /// Reads a document through the first program that can.
    ///
    /// # Errors
    /// [`Rejection::MissingTool`] if there is no program, else what the last one that tried met with.
    pub(super) fn read(self, bytes: &[u8], tools: &Tools) -> Result<Source, Rejection> {
        let workshop = Workshop::open(tools, self.file, bytes)?;
        let mut read = Err(Rejection::MissingTool {
            format: self.name,
            programs: self.programs,
        });
        if let Some(program) = &tools.soffice {
            read = self.office(&workshop, program, tools);
        }
        let plain: [(_, &[&str]); 2] = [
            (&tools.antiword, &["-m", "UTF-8.txt", "-w", "0"]),
            (&tools.catdoc, &["-d", "utf-8", "-w"]),
        ];
        for (program, options) in plain {
            if let (Some(program), Err(_), "DOC") = (program, &read, self.name) {
                read = self.plain(&workshop, program, options);
            }
        }
        Ok(Source {
            media_type: self.media_type,
            encoding: None,
            ..read?
        })
    }

    /// Converts with LibreOffice, under a profile of its own so that runs do not wait for each other.
    fn office(
        self,
        workshop: &Workshop,
        program: &Path,
        tools: &Tools,
    ) -> Result<Source, Rejection> {
        let (ending, filter) = if cfg!(feature = "docx") {
            ("docx", "docx")
        } else {
            ("txt", "txt:Text (encoded):UTF8")
        };
        let profile = workshop
            .path("profile")
            .to_string_lossy()
            .replace('\\', "/");
        let profile = format!(
            "-env:UserInstallation=file:///{}",
            profile.trim_start_matches('/')
        );
        let done = workshop.run(
            program,
            &[
                profile.as_str(),
                "--headless",
                "--norestore",
                "--convert-to",
                filter,
                self.file,
            ],
        )?;
        let converted = Path::new(self.file).with_extension(ending);
        let path = workshop.path(&converted.to_string_lossy());
        match std::fs::metadata(&path) {
            Ok(found) if found.len() <= MAX_BYTES => {}
            Ok(found) => return Err(Rejection::TooLarge(found.len())),
            Err(_) => return Err(self.broken(&done.stderr)),
        }
        let bytes = std::fs::read(path).map_err(|why| Rejection::Unreadable(why.to_string()))?;
        read_with(&bytes, None, tools)
    }

    /// Converts to text on standard output.
    fn plain(
        self,
        workshop: &Workshop,
        program: &Path,
        options: &[&str],
    ) -> Result<Source, Rejection> {
        let done = workshop.run(program, &[options, &[self.file]].concat())?;
        if !done.success {
            return Err(self.broken(&done.stderr));
        }
        let source = text::read(&done.stdout)?;
        let lost = source.text.chars().filter(|one| misread(*one)).count();
        if lost > 0 {
            let name = Tools::name(program);
            return Err(self.broken(&format!("{name} 读出 {lost} 个乱码字符")));
        }
        Ok(source)
    }

    fn broken(self, complaint: &str) -> Rejection {
        if complaint.contains("ncrypted") || complaint.contains("assword") {
            return Rejection::Encrypted(self.name);
        }
        let why = complaint.lines().next().unwrap_or("转换没有结果");
        Rejection::Broken {
            format: self.name,
            why: why.chars().take(200).collect(),
        }
    }
}
