//! Pictures of scores as SVG views: a line over months, bars over values, each with its 95 % interval. All numbers stand
//! in the table below a picture too, so a picture may leave out what does not fit.

use canvass_domain::score::Interval;

use super::number::{ScoreRow, score};

const WIDTH: f64 = 760.0;
const MOST_MONTHS: usize = 24;
const MOST_BARS: usize = 25;
const MOST_LABELS: usize = 12;
const MOST_LABEL_CHARS: usize = 26;

/// A picture, in the units of its view box.
#[derive(Debug, Default)]
pub(super) struct Chart {
    pub(super) width: String,
    pub(super) height: String,
    pub(super) grid: Vec<GridLine>,
    /// Points of the area between the ends of the intervals; empty for bars.
    pub(super) band: String,
    /// Points of the line.
    pub(super) path: String,
    pub(super) marks: Vec<Mark>,
}

#[derive(Debug)]
pub(super) struct GridLine {
    pub(super) class: &'static str,
    pub(super) x1: String,
    pub(super) y1: String,
    pub(super) x2: String,
    pub(super) y2: String,
    pub(super) text_x: String,
    pub(super) text_y: String,
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// One score: a bar or a dot, the line of its interval, label and value.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) title: String,
    pub(super) bar: Option<Bar>,
    pub(super) is_below: bool,
    pub(super) dot: Option<Dot>,
    pub(super) x1: String,
    pub(super) y1: String,
    pub(super) x2: String,
    pub(super) y2: String,
    pub(super) label: String,
    pub(super) label_x: String,
    pub(super) label_y: String,
    pub(super) label_anchor: &'static str,
    pub(super) value: String,
    pub(super) value_x: String,
    pub(super) value_y: String,
    pub(super) value_anchor: &'static str,
}

#[derive(Debug)]
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
}

#[derive(Debug)]
pub(super) struct Dot {
    pub(super) x: String,
    pub(super) y: String,
}

/// The part of -100 to 100 that a picture shows, in steps of 25; zero is always in it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    low: f64,
    high: f64,
    /// Where `low` and `high` lie.
    from: f64,
    to: f64,
}

impl Scale {
    fn new(rows: &[&ScoreRow], from: f64, to: f64) -> Self {
        let intervals = || rows.iter().map(|row| row.interval);
        let low = intervals().map(|interval| interval.low).fold(0.0, f64::min);
        let high = intervals().map(|interval| interval.high).fold(0.0, f64::max);
        let low = (low / 25.0).floor() * 25.0;
        let high = ((high / 25.0).ceil() * 25.0).max(low + 50.0);
        Self { low, high, from, to }
    }

    fn at(self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    fn ticks(self) -> Vec<f64> {
        let step = if self.high - self.low > 100.0 { 50.0 } else { 25.0 };
        let first = (self.low / step).ceil() * step;
        std::iter::successors(Some(first), |tick| Some(tick + step))
            .take_while(|tick| *tick <= self.high)
            .collect()
    }
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

/// A line over months, in their order; the last two years of them.
pub(super) fn months(rows: &[ScoreRow]) -> Chart {
    let shown: Vec<&ScoreRow> = rows.iter().skip(rows.len().saturating_sub(MOST_MONTHS)).collect();
    let (left, right, top, bottom) = (52.0, WIDTH - 16.0, 28.0, 232.0);
    let scale = Scale::new(&shown, bottom, top);
    let step = (right - left) / float(shown.len().max(1));
    let places: Vec<(f64, &ScoreRow)> =
        shown.iter().enumerate().map(|(index, row)| (left + step * (float(index) + 0.5), *row)).collect();
    let every = shown.len().div_ceil(MOST_LABELS).max(1);
    let points = |pick: fn(&ScoreRow) -> f64| -> Vec<String> {
        places.iter().map(|(x, row)| format!("{x:.1},{:.1}", scale.at(pick(row)))).collect()
    };
    let (upper, mut lower) = (points(|row| row.interval.high), points(|row| row.interval.low));
    lower.reverse();
    let is_line = places.len() > 1;
    Chart {
        width: px(WIDTH),
        height: px(268.0),
        grid: scale.ticks().into_iter().map(|tick| across(scale, tick, left, right)).collect(),
        band: if is_line { [upper, lower].concat().join(" ") } else { String::new() },
        path: points(|row| row.value).join(" "),
        marks: places
            .iter()
            .enumerate()
            .map(|(index, (x, row))| dot(scale, *x, row, index.is_multiple_of(every)))
            .collect(),
    }
}

fn across(scale: Scale, tick: f64, left: f64, right: f64) -> GridLine {
    let y = scale.at(tick);
    GridLine {
        class: if tick == 0.0 { "zero" } else { "grid" },
        x1: px(left),
        y1: px(y),
        x2: px(right),
        y2: px(y),
        text_x: px(left - 8.0),
        text_y: px(y + 4.5),
        anchor: "end",
        text: score(tick),
    }
}

fn dot(scale: Scale, x: f64, row: &ScoreRow, is_labelled: bool) -> Mark {
    let y = scale.at(row.value);
    let text = |text: &str| if is_labelled { text.to_owned() } else { String::new() };
    Mark {
        title: title(row),
        bar: None,
        is_below: false,
        dot: Some(Dot { x: px(x), y: px(y) }),
        x1: px(x),
        y1: px(scale.at(row.interval.high)),
        x2: px(x),
        y2: px(scale.at(row.interval.low)),
        label: text(&row.label),
        label_x: px(x),
        label_y: px(258.0),
        label_anchor: "middle",
        value: text(&row.score),
        value_x: px(x + 9.0),
        value_y: px(y - 8.0),
        value_anchor: "start",
    }
}

/// Bars over values, in their order; the first of them.
pub(super) fn bars(rows: &[ScoreRow]) -> Chart {
    let shown: Vec<&ScoreRow> = rows.iter().take(MOST_BARS).collect();
    let longest = shown.iter().map(|row| shortened(&row.label).chars().count()).max().unwrap_or(0);
    // About eight units a character of the labels.
    let left = (float(longest) * 8.0 + 16.0).clamp(60.0, 224.0);
    let (right, top, height) = (WIDTH - 64.0, 30.0, 34.0);
    let scale = Scale::new(&shown, left, right);
    let bottom = top + height * float(shown.len());
    let marks = shown.iter().enumerate();
    Chart {
        width: px(WIDTH),
        height: px(bottom + 8.0),
        grid: scale.ticks().into_iter().map(|tick| down(scale, tick, top, bottom)).collect(),
        band: String::new(),
        path: String::new(),
        marks: marks.map(|(index, row)| bar(scale, left - 12.0, top + height * float(index), row)).collect(),
    }
}

fn down(scale: Scale, tick: f64, top: f64, bottom: f64) -> GridLine {
    let x = scale.at(tick);
    GridLine {
        class: if tick == 0.0 { "zero" } else { "grid" },
        x1: px(x),
        y1: px(top - 6.0),
        x2: px(x),
        y2: px(bottom),
        text_x: px(x),
        text_y: px(top - 12.0),
        anchor: "middle",
        text: score(tick),
    }
}

fn bar(scale: Scale, label_end: f64, y: f64, row: &ScoreRow) -> Mark {
    let (zero, end) = (scale.at(0.0), scale.at(row.value));
    let Interval { low, high } = row.interval;
    let middle = y + 17.0;
    Mark {
        title: title(row),
        bar: Some(Bar {
            x: px(zero.min(end)),
            y: px(y + 7.0),
            width: px((end - zero).abs().max(1.0)),
            height: px(20.0),
        }),
        is_below: row.value < 0.0,
        dot: None,
        x1: px(scale.at(low)),
        y1: px(middle),
        x2: px(scale.at(high)),
        y2: px(middle),
        label: shortened(&row.label),
        label_x: px(label_end),
        label_y: px(middle + 4.5),
        label_anchor: "end",
        value: row.score.clone(),
        value_x: px(WIDTH - 8.0),
        value_y: px(middle + 4.5),
        value_anchor: "end",
    }
}

fn title(row: &ScoreRow) -> String {
    format!("{}: {} ({} to {}) from {} answers", row.label, row.score, row.low, row.high, row.base)
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= MOST_LABEL_CHARS {
        return label.to_owned();
    }
    let kept: String = label.chars().take(MOST_LABEL_CHARS - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use canvass_domain::score::Nps;

    use super::*;

    fn row(label: &str, promoters: u64, passives: u64, detractors: u64) -> ScoreRow {
        ScoreRow::new(label.to_owned(), Nps { promoters, passives, detractors }).unwrap()
    }

    #[test]
    fn zero_is_always_in_the_picture_and_intervals_fit() {
        let all_good = row("a", 90, 10, 0);
        let scale = Scale::new(&[&all_good], 0.0, 100.0);
        assert_eq!((scale.low, scale.high), (0.0, 100.0));
        let mixed = row("b", 10, 5, 85);
        let scale = Scale::new(&[&all_good, &mixed], 0.0, 100.0);
        assert_eq!((scale.low, scale.high), (-100.0, 100.0));
        assert_eq!(scale.ticks(), [-100.0, -50.0, 0.0, 50.0, 100.0]);
        assert!((scale.at(0.0) - 50.0).abs() < 1e-9);
        let none = Scale::new(&[], 0.0, 1.0);
        assert!(none.high > none.low);
    }

    #[test]
    fn a_line_needs_two_months_and_shows_the_newest() {
        let one = months(&[row("Mar 2026", 5, 3, 2)]);
        assert!(one.band.is_empty());
        assert_eq!(one.marks.len(), 1);
        let many: Vec<ScoreRow> = (0..30).map(|n| row(&format!("M{n}"), n + 1, 3, 2)).collect();
        let chart = months(&many);
        assert_eq!(chart.marks.len(), 24);
        assert!(chart.marks[0].title.starts_with("M6:"));
        assert_eq!(chart.marks.iter().filter(|mark| !mark.label.is_empty()).count(), 12);
        assert_eq!(chart.band.split(' ').count(), 48);
    }

    #[test]
    fn bars_grow_from_zero_in_their_direction() {
        let chart = bars(&[row("Utrecht", 60, 20, 20), row(&"x".repeat(60), 10, 20, 70)]);
        let ends: Vec<(f64, f64)> = chart
            .marks
            .iter()
            .filter_map(|mark| mark.bar.as_ref())
            .map(|bar| (bar.x.parse().unwrap(), bar.width.parse().unwrap()))
            .collect();
        assert!((ends[0].0 - (ends[1].0 + ends[1].1)).abs() < 0.2, "both start at zero");
        assert!(!chart.marks[0].is_below && chart.marks[1].is_below);
        assert_eq!(chart.marks[1].label.chars().count(), 26);
        assert!(chart.marks[1].title.contains(&"x".repeat(60)), "nothing is lost");
    }
}
