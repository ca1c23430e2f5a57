# Stops the test server when no test has used it for 90 seconds and nobody is connected. Looks under the same lock as
# the tests, so it cannot take the server away from one that has just found it.
folder=$1 programs=$2 port=$3 user=$4
export folder programs port user
idle() { [ -z "$(find "$folder/used" -newermt '-90 seconds' 2>/dev/null)" ]; }
while sleep 15; do
    [ "$(cat "$folder/port" 2>/dev/null)" = "$port" ] || exit 0
    idle || continue
    flock "$folder/lock" sh -c '
        [ -z "$(find "$folder/used" -newermt "-90 seconds" 2>/dev/null)" ] || exit 1
        [ "$(cat "$folder/port" 2>/dev/null)" = "$port" ] || exit 0
        connected=$("$programs/psql" -XAtq -h 127.0.0.1 -p "$port" -U canvass postgres -c "SELECT count(*) FROM
            pg_stat_activity WHERE backend_type = \$\$client backend\$\$ AND pid <> pg_backend_pid()" 2>/dev/null)
        [ "${connected:-0}" = 0 ] || exit 1
        rm -f "$folder/port"
        ${user:+runuser -u "$user" --} "$programs/pg_ctl" -D "$folder/home/data" -m fast -w stop
        rm -rf "$folder/home"
    ' && exit 0
done
