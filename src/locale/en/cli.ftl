### What the command line says (src/cli).

server-open = Classroom open at { $address }
server-open-network = On the network: { $address }
server-lost-records = The class is over, but { $count ->
    [one] { $count } line was not recorded
   *[other] { $count } lines were not recorded
}: free some disk space or raise --journal-max.
signals-failed = Cannot listen for the system's signals: { $why }.

console-hint = /help shows the commands; Ctrl-D ends the class. In another terminal: sala console
child-failed = The server did not end well: { $why }. Try "sala server" to see why.
demo-no-folder = Cannot make a temporary folder: { $why }. Set TMPDIR and try again.
demo-port-taken = Port { $taken } is in use; this classroom uses { $port }.
demo-join-client = To come in from another terminal: sala client { $address }
demo-join-nc = or, with nothing installed:      nc { $host } { $port }
