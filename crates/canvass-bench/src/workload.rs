//! The bodies of the intake workload (docs/performance.md): the same in JSON and XML.

/// A small generator (xorshift): the same seed gives the same workload.
#[derive(Debug)]
pub(crate) struct Seed(u64);

impl Seed {
    /// A generator; 0 is no seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `most`.
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// One customer: what the wire and the raw loop both carry.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Distinct, in random order.
    pub(crate) email: String,
    /// Phone.
    pub(crate) phone: String,
    /// Values of the five columns.
    pub(crate) values: [String; 5],
}

/// The next persons; `serial` makes addresses distinct over a run.
pub(crate) fn persons(seed: &mut Seed, serial: u64, count: usize) -> Vec<Person> {
    (0..count)
        .map(|_| {
            let random = seed.below(u64::MAX);
            Person {
                email: format!("p{random:016x}{serial}@mail{}.example.org", seed.below(97)),
                phone: format!("+316{:08}", seed.below(100_000_000)),
                values: [
                    format!("First{}", seed.below(5_000)),
                    format!("Family{}", seed.below(50_000)),
                    format!("Unit {}", seed.below(40)),
                    format!("Product {}", seed.below(200)),
                    format!("{}", 100_000 + seed.below(5_000)),
                ],
            }
        })
        .collect()
}

/// When the workload's mails may leave: far away for intake, at once for delivery.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dates {
    /// SendDate of each customer.
    pub(crate) send: &'static str,
    /// EndDate of the batch.
    pub(crate) end: &'static str,
}

/// Next year: nothing leaves during an intake load.
pub(crate) const LATER: Dates = Dates { send: "2099-01-05T09:00:00+01:00", end: "2099-02-01T00:00:00+01:00" };

/// A `customer/add` body in JSON.
pub(crate) fn json(persons: &[Person], columns: &[i64], dates: Dates) -> String {
    let mut body = format!(
        r#"{{"ApproveAutomatically":true,"EndDate":"{}","SendTime":"2026-01-01T00:00:00","IsTest":false,"TypeBatch":"email","AllowDuplicateEmail":false,"BatchName":"Bench","Customers":["#,
        dates.end
    );
    for (place, person) in persons.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        let data: Vec<String> = columns
            .iter()
            .zip(&person.values)
            .map(|(column, value)| format!(r#"{{"CustomerDataColumnId":{column},"Value":"{value}"}}"#))
            .collect();
        push(
            &mut body,
            format_args!(
                r#"{comma}{{"Email":"{}","PhoneNumber":"{}","SendDate":"{}","TransactionDate":"2026-01-02T10:11:12+01:00","Priority":0,"Data":[{}]}}"#,
                person.email,
                person.phone,
                dates.send,
                data.join(",")
            ),
        );
    }
    body.push_str("]}");
    body
}

/// The same in XML, in the vendor's order and namespaces.
pub(crate) fn xml(persons: &[Person], columns: &[i64], dates: Dates) -> String {
    const X: &str = "http://schemas.datacontract.org/2004/07/Expoints.API.Extern";
    let mut body = format!(
        r#"<ImportCustomersRequest xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="{X}.V1.Requests"><AllowDuplicateEmail>false</AllowDuplicateEmail><ApproveAutomatically>true</ApproveAutomatically><BatchName>Bench</BatchName><Customers xmlns:d2p1="{X}.V1.Models">"#
    );
    for person in persons {
        push(&mut body, format_args!(r#"<d2p1:ImportCustomer><d2p1:Data xmlns:d4p1="{X}.Models">"#));
        for (column, value) in columns.iter().zip(&person.values) {
            push(
                &mut body,
                format_args!(
                    "<d4p1:CustomerData><d4p1:CustomerDataColumnId>{column}</d4p1:CustomerDataColumnId><d4p1:Value>{value}</d4p1:Value></d4p1:CustomerData>"
                ),
            );
        }
        push(
            &mut body,
            format_args!(
                "</d2p1:Data><d2p1:Email>{}</d2p1:Email><d2p1:PhoneNumber>{}</d2p1:PhoneNumber><d2p1:Priority>0</d2p1:Priority><d2p1:SendDate>{}</d2p1:SendDate><d2p1:TransactionDate>2026-01-02T10:11:12+01:00</d2p1:TransactionDate></d2p1:ImportCustomer>",
                person.email, person.phone, dates.send
            ),
        );
    }
    push(
        &mut body,
        format_args!(
            "</Customers><EndDate>{}</EndDate><IsTest>false</IsTest><SendTime>2026-01-01T00:00:00</SendTime><TypeBatch>email</TypeBatch></ImportCustomersRequest>",
            dates.end
        ),
    );
    body
}

fn push(body: &mut String, text: std::fmt::Arguments<'_>) {
    body.push_str(&text.to_string());
}
