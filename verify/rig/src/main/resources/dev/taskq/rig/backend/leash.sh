# Runs a server for as long as the JVM holds the other end of standard input, however that JVM ends. Being the parent
# of the server and in a session of its own, it also keeps Ctrl-C away from it until the JVM is through.
#
# $1 the server's pid file   $2 the signal that ends it   $3 the folder to remove afterwards, or nothing
# $4 ... the command. Exits when the server does, with its status.
pid_file=$1 signal=$2 folder=$3
shift 3

exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(
  read -r line <&3
  read -r pid <"$pid_file" || pid=$server
  kill -s "$signal" "$pid"
) 2>/dev/null &
watcher=$!

wait "$server"
status=$?
if kill -0 "$watcher" 2>/dev/null; then
  kill "$watcher"
elif [ -n "$folder" ]; then
  rm -rf "$folder"
fi
exit "$status"
