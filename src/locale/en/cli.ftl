### What the command line says (src/cli).

server-open = Classroom open at { $address }
server-open-network = On the network: { $address }
server-lost-records = The class is over, but { $count ->
    [one] { $count } line was not recorded
   *[other] { $count } lines were not recorded
}: free some disk space or raise --journal-max.
server-failed = The system does not let the classroom open: { $why }. Check TMPDIR and the system limits.
server-urged = Ended in haste, as asked: the last lines may not have been recorded. Next time, wait a few seconds.

console-hint = /help: commands. Ctrl-D: ends the class. In another terminal: sala console{ $options }
child-failed = The server did not end well ({ $why }): open the classroom again; if it happens once more, "sala server </dev/null" shows why.
demo-port-taken = Port { $taken } is in use; this classroom uses { $port }.
demo-join-client = To come in from another terminal: sala client { $address }
demo-join-nc = or, with nothing installed:      nc { $host } { $port }
demo-no-folder = Cannot make a temporary folder: { $why }. Set TMPDIR and try again.
