//! Files sent with an answer (E91, E95, E96, E124).

use crate::certificate::Certificate;
use crate::command::{NewAnswer, NewFile, Place};
use crate::decide::import_customers::Problem;
use crate::decide::import_customers::findings::Findings;
use crate::decide::import_customers::sealing::{SealPlaces, Sealing};
use crate::file::{AnswerFile, MOST_FILE_BYTES, Seal, SentFile, UNKNOWN_TYPE, kept_name, media_type};
use crate::questionnaire::Question;

/// What can be seen of files without their question: size, name, encryption members.
pub(super) fn check_shape(
    (at, index): (usize, usize),
    answer: &NewAnswer,
    certificates: &[Certificate],
    findings: &mut Findings,
) {
    for (position, file) in answer.files.iter().enumerate() {
        let place = Place::AnswerFile(at, index, position);
        if file.bytes.is_empty() {
            findings.fault(place, Problem::FileEmpty);
        } else if file.bytes.len() > MOST_FILE_BYTES {
            findings.fault(place, Problem::FileTooLong { most: MOST_FILE_BYTES });
        } else if !file.is_encrypted && file.size != 0 && usize::try_from(file.size) != Ok(file.bytes.len()) {
            findings.fault(place, Problem::FileSizeDiffers);
        }
        if file.name.as_deref().and_then(kept_name).is_none() {
            findings.fault(place, Problem::FileNameMissing);
        }
        let sealed = Sealing {
            is_encrypted: file.is_encrypted,
            thumbprint: file.thumbprint.as_deref(),
            key: file.key.as_deref(),
        };
        let places = SealPlaces {
            whole: place,
            thumbprint: Place::AnswerFileThumbprint(at, index, position),
            key: Place::AnswerFileKey(at, index, position),
        };
        sealed.check(places, certificates, findings);
    }
}

/// The files of an answer to this question; those that cannot be kept are faults.
pub(super) fn check_content(
    (at, index): (usize, usize),
    answer: &NewAnswer,
    question: &Question,
    findings: &mut Findings,
) -> Vec<AnswerFile> {
    let most = question.kind.most_files();
    if answer.files.is_empty() {
        return Vec::new();
    }
    if most == 0 {
        findings.fault(Place::AnswerFiles(at, index), Problem::FilesNotTaken); // E91
        return Vec::new();
    }
    if answer.files.len() > most {
        findings.fault(Place::AnswerFiles(at, index), Problem::FilesTooMany { most });
    }
    let mut kept = Vec::with_capacity(answer.files.len());
    for (position, file) in answer.files.iter().enumerate() {
        let Some(name) = file.name.as_deref().and_then(kept_name) else { continue };
        if !question.kind.takes_file(&name) {
            findings.fault(Place::AnswerFile(at, index, position), Problem::FileTypeNotTaken);
        }
        kept.push(AnswerFile::Sent(sent(file, name)));
    }
    kept
}

fn sent(file: &NewFile, name: String) -> SentFile {
    let seal = file.thumbprint.clone().zip(file.key.clone()).filter(|_| file.is_encrypted);
    SentFile {
        // Of what is sealed only the sender knows what it is.
        media_type: if file.is_encrypted { UNKNOWN_TYPE } else { media_type(&name, &file.bytes) },
        name,
        bytes: file.bytes.clone(),
        seal: seal.map(|(thumbprint, key)| Seal { thumbprint, key }),
    }
}
