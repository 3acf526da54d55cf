/** What `--help` prints; program is how the user calls the kit. */
export function help(program: string): string {
  return `Judges an implementation of the TNV protocol from outside.

Usage:
  ${program} --tracker HOST:PORT --id HOST:PORT --storage HOST:PORT [--http URL]
  ${program} --storage-joins :PORT [--id-at :PORT]
  ${program} --client 'CMD {taddrs} upload {appid} {userid} {file}' [--client …]
  ${program} --list

What is judged (each part on its own, or several at once):
  --tracker ADDR         a tracker; again for another one on the same database
  --id ADDR              an id server; likewise
  --storage ADDR         a storage; again for others of its group
  --http URL             the gateway, such as http://127.0.0.1:8080
  --storage-joins ADDR   the kit is the tracker at this address: start a storage that is configured to join there; again
                         for a second tracker
  --id-at ADDR           and the kit is the storage's id server at this one; again for a second one
  --client CMDLINE       a client, run in an empty folder without a shell. A word of the line, or a name in front of it as
                         in upload='CMD …', says which operation it is for: upload, download, filesize, delete, groups.
                         Operations without a line get what stands before that word, and then their name and
                         {appid} {userid} {fileid}, for download also {offset} {size}. Where {out} does not
                         say where a download goes, the file that it leaves in the folder counts
  --patience S           how long a client may take for anything (180), and a storage to give up a silent tracker (60)

What the target is configured with:
  --appid NAME           the application (tnvideo)
  --group NAME           a group that the tracker's database has (group001)
  --userid NAME          the user whose files the gateway serves (tnv001)
  --check-interval S     the tracker's check interval; cases that wait for it run when it is 10 s or less
  --heartbeat S          the storage's heartbeat interval

Which cases, and how:
  --only GLOB            only cases whose id fits, such as 'storage/ranges/*'; may be repeated
  --list                 the cases and their statements, without running any
  --profile NAME         strict (default): everything counts. acl-cpp: known dialects of deployed C++ servers are
                         tolerated, and what binds only reference implementations is only noted
  --expected FILE        ids of cases that are expected to fail, one a line; # begins a comment. One that passes fails
  --hook FILE            a program that controls the daemons, called as: FILE start|stop|kill|restart|wipe|clock
                         DAEMON [ADDRESS [ARGUMENT]]; without it the cases that need it are skipped
  --hook-timeout S       how long one call of it may take (60)
  --script FILE          a case as data, exported from a simulator's failure; may be repeated
  --timeout S            how long the target may take for one reply (5)
  --jobs N               how many cases run beside each other (4)
  --seed N               of contents and choices; by default another one each time

What comes out:
  --format NAME          table (default), tap, junit, json or html, to standard output
  --output FORMAT:FILE   a report into a file; may be repeated
  --verbose, -v          a line for every case in the table
  --no-color             no colours on a terminal
  --version, --help

Exit codes: 0 all is as expected; 1 a case failed, passed unexpectedly or all is blocked; 2 wrong usage;
3 an address cannot be reached; 5 the kit (or the hook file) failed; 130 ended by Ctrl-C.
`;
}
