//! How much memory the process is given: by the machine, by its control group, or by limits of its own. What is kept of
//! requests under way follows it, so that pressure is told as 503 and not by the end of the process (STO-13).

use std::fs;
use std::path::Path;

use rustix::process::{Resource, getrlimit};

/// With 16 GiB or more, the share is what the front has by itself.
const SHARE: u64 = 16;
/// Less is no room at all: a limit under which nothing runs is none that was meant, and must not turn everybody away.
const LEAST: usize = 4 << 20;

/// What bodies of requests under way may take, where it is less than `usual`.
pub(super) fn body_bytes(usual: usize) -> usize {
    let own = [Resource::Data, Resource::As].into_iter().filter_map(|limit| getrlimit(limit).current);
    share_of(own.chain(of_system(Path::new("/"))).min(), usual)
}

fn share_of(given: Option<u64>, usual: usize) -> usize {
    let share = given.and_then(|given| usize::try_from(given / SHARE).ok());
    share.map_or(usual, |share| share.max(LEAST).min(usual))
}

/// The memory of the machine, and what every group that the process is in may use.
fn of_system(root: &Path) -> Vec<u64> {
    let mut found: Vec<u64> = Vec::new();
    let machine = read(&root.join("proc/meminfo"));
    found.extend(machine.lines().find_map(|line| {
        let kilobytes = line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?;
        kilobytes.trim().parse::<u64>().ok()?.checked_mul(1_024)
    }));
    for line in read(&root.join("proc/self/cgroup")).lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(group)) = (parts.next(), parts.next()) else { continue };
        let (tree, limit) = match controllers {
            "" => ("sys/fs/cgroup", "memory.max"),
            "memory" => ("sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            _ => continue,
        };
        // A container sees its own group as the root, or the groups around it by a path that is not there.
        for ancestor in Path::new(group.trim_start_matches('/')).ancestors() {
            found.extend(read(&root.join(tree).join(ancestor).join(limit)).trim().parse::<u64>().ok());
        }
    }
    found
}

/// What is not there limits nothing.
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(files: &[(&str, &str)]) -> Vec<u64> {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        of_system(root.path())
    }

    #[test]
    fn sto_13_a_sixteenth_of_the_memory_is_for_bodies_and_never_nothing() {
        let shares = [None, Some(u64::MAX), Some(8 << 30), Some(256 << 20), Some(1), Some(0)];
        let expected = [1 << 30, 1 << 30, 512 << 20, 16 << 20, LEAST, LEAST];
        assert_eq!(shares.map(|given| share_of(given, 1 << 30)), expected);
        assert_eq!(share_of(Some(0), 1 << 20), 1 << 20, "not more than is usual");
    }

    #[test]
    fn sto_13_what_is_no_number_limits_nothing() {
        let strange = [
            ("proc/meminfo", "MemTotal: many kB\nMemTotal: 99999999999999999999 kB\n"),
            ("proc/self/cgroup", "\n0\n0::\n1:name=systemd:/x\n0::/../../other\n"),
            ("sys/fs/cgroup/memory.max", "-1\n"),
        ];
        assert_eq!(system(&strange), [0; 0]);
    }

    #[test]
    fn sto_13_the_groups_of_a_process_and_those_around_them_limit_its_memory() {
        assert!(system(&[]).is_empty());
        let machine = ("proc/meminfo", "MemTotal:       16384 kB\nMemFree:         1 kB\n");
        assert_eq!(system(&[machine]), [16_777_216]);
        let second = [
            ("proc/self/cgroup", "0::/system.slice/canvass.service\n"),
            ("sys/fs/cgroup/system.slice/canvass.service/memory.max", "max\n"),
            ("sys/fs/cgroup/system.slice/memory.max", "268435456\n"),
        ];
        assert_eq!(system(&second), [268_435_456]);
        let first = [
            ("proc/self/cgroup", "9:cpu:/a\n4:memory:/docker/1\n0::/\n"),
            ("sys/fs/cgroup/memory/memory.limit_in_bytes", "1048576\n"),
            ("sys/fs/cgroup/cpu/a/memory.max", "1\n"),
        ];
        assert_eq!(system(&first), [1_048_576]);
    }
}
