//! Files that senders encrypt: opened on their way out, kept as they came (E96, E98, ENC-03, FIL-09).

use canvass_app::Refusal;
use canvass_app::encryption::SealStanding;
use canvass_app::setup::{add_certificate, remove_certificate};
use canvass_app::view::{FileForm, ShownFile, list_files, show_file};
use canvass_domain::command::NewCustomer;
use canvass_domain::id::FileId;
use canvass_testkit::{TestApp, TestWorkspace, batch_of};
use data_encoding::BASE64;

use super::{CERTIFICATE, FileSample, reading, samples};
use crate::files::{files_of, filing, with_file};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A sealed file on its way in.
#[derive(Clone)]
struct Sealed {
    name: String,
    bytes: Vec<u8>,
    thumbprint: String,
    key: String,
}

impl Sealed {
    fn sample() -> Self {
        let samples = samples();
        let FileSample { name, data, key } = samples.file;
        Self { name, bytes: BASE64.decode(data.as_bytes()).unwrap(), thumbprint: samples.sha256, key }
    }

    fn customer(&self) -> NewCustomer {
        let mut customer = with_file("zoe@example.org", &self.bytes);
        let file = &mut customer.answers[0].files[0];
        file.name = Some(self.name.clone());
        file.is_encrypted = true;
        (file.thumbprint, file.key) = (Some(self.thumbprint.clone()), Some(self.key.clone()));
        customer
    }
}

fn ready(test: &TestApp) -> TestWorkspace<'_> {
    let acme = filing(test);
    add_certificate(&test.app, &test.operator, acme.id, CERTIFICATE).wait().unwrap();
    acme
}

fn taken(acme: &TestWorkspace<'_>, sealed: &Sealed) -> FileId {
    let id = acme.import(batch_of(vec![sealed.customer()])).customers[0].id;
    files_of(acme, id)[0]
}

fn show(acme: &TestWorkspace<'_>, id: FileId, form: FileForm) -> Result<ShownFile, Refusal> {
    show_file(&acme.test.app, &acme.client, acme.id, (id, form)).wait()
}

/// What a listing says of its seal.
fn told(acme: &TestWorkspace<'_>, id: FileId) -> Option<SealStanding> {
    list_files(&acme.test.app, &acme.client, acme.id, vec![id]).wait().unwrap()[0].1
}

#[test]
fn e98_a_file_is_opened_where_it_is_given_out_and_kept_as_it_came() {
    let (sealed, test) = (Sealed::sample(), reading());
    let acme = ready(&test);
    let id = taken(&acme, &sealed);
    let before = test.digest("acme");
    let shown = show(&acme, id, FileForm::Opened).unwrap();
    assert_eq!((shown.bytes.as_slice(), shown.is_opened), (PICTURE, true));
    // E96: nothing but the opaque form is in the store, byte for byte.
    let shown = show(&acme, id, FileForm::AsSent).unwrap();
    assert_eq!((shown.bytes, shown.is_opened), (sealed.bytes, false));
    assert_eq!(shown.record.seal.map(|seal| seal.key), Some(sealed.key));
    assert_eq!(told(&acme, id), Some(SealStanding::KeyInstalled));
    assert_eq!(test.digest("acme"), before);
}

#[test]
fn fil_09_a_file_of_an_unknown_certificate_stays_as_it_came_and_says_so() {
    let (sealed, test) = (Sealed::sample(), reading());
    let acme = ready(&test);
    let unknown = taken(&acme, &Sealed { thumbprint: "ab".repeat(20), ..sealed.clone() });
    let known = taken(&acme, &sealed);
    let stays = |id: FileId, standing: SealStanding| {
        let shown = show(&acme, id, FileForm::Opened).unwrap();
        assert_eq!((shown.bytes.as_slice(), shown.is_opened), (sealed.bytes.as_slice(), false));
        assert_eq!((shown.standing, told(&acme, id)), (Some(standing), Some(standing)));
    };
    stays(unknown, SealStanding::UnknownCertificate);
    remove_certificate(&test.app, &test.operator, acme.id, 1).wait().unwrap();
    stays(known, SealStanding::UnknownCertificate);
}

#[test]
fn e98_without_the_private_key_a_file_stays_as_it_came() {
    let (sealed, test) = (Sealed::sample(), TestApp::new());
    let acme = ready(&test);
    let id = taken(&acme, &sealed);
    let shown = show(&acme, id, FileForm::Opened).unwrap();
    assert_eq!((shown.bytes, shown.standing), (sealed.bytes, Some(SealStanding::NoPrivateKey)));
}

#[test]
fn enc_03_a_damaged_file_is_told_at_that_file_and_the_others_are_fine() {
    let (good, test) = (Sealed::sample(), reading());
    let acme = ready(&test);
    let flipped = |at: usize| {
        let mut bytes = good.bytes.clone();
        bytes[at] ^= 1;
        bytes
    };
    let other_key = samples().values["PKCS#1 v1.5"].key.clone();
    let cut = good.bytes[..good.bytes.len() - 1].to_vec();
    for (what, sealed) in [
        ("bit in the nonce", Sealed { bytes: flipped(0), ..good.clone() }),
        ("bit in the content", Sealed { bytes: flipped(12), ..good.clone() }),
        ("bit in the tag", Sealed { bytes: flipped(good.bytes.len() - 1), ..good.clone() }),
        ("cut", Sealed { bytes: cut, ..good.clone() }),
        ("shorter than a nonce", Sealed { bytes: vec![1], ..good.clone() }),
        ("another name", Sealed { name: "photo2.png".to_owned(), ..good.clone() }),
        ("another wrapping", Sealed { key: other_key, ..good.clone() }),
        ("no base64 around the key", Sealed { key: "?".to_owned(), ..good.clone() }),
    ] {
        let id = taken(&acme, &sealed);
        let refused = show(&acme, id, FileForm::Opened).unwrap_err();
        assert!(matches!(refused, Refusal::Conflict("file_stays_sealed", _)), "{what}: {refused:?}");
        // Never lost: it is given as it came.
        assert_eq!(show(&acme, id, FileForm::AsSent).unwrap().bytes, sealed.bytes, "{what}");
    }
    let fine = taken(&acme, &good);
    assert_eq!(show(&acme, fine, FileForm::Opened).unwrap().bytes, PICTURE);
}
