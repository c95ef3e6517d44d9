### What the client says by itself (src/client, src/link).

client-address-only-port = “{ $port }” is only a port: the host is missing. Use 127.0.0.1:{ $port }, or :{ $port } for this computer.
client-address-port = In “{ $text }”, what follows the host is not a port: use a number from 1 to 65535, such as 127.0.0.1:7777.
client-address-invalid = Invalid address: “{ $text }”. Use host:port, such as 127.0.0.1:7777, or the ticket, tls://host:port#sha256:….
client-address-fingerprint = Invalid ticket: “{ $text }”. After the # come sha256: and 64 hexadecimal digits; copy the whole ticket.

client-link-unknown-host = Cannot find the host of { $at }: check the address with your teacher.
client-link-refused = Nobody answers at { $at }: check the address and that the class is open.
client-link-no-class = No class is open at { $at }: open one with `sala server`, or give its folder with --data.
client-link-timed-out = { $at } did not answer in time: check the address and the network.
client-link-failed = Could not connect to { $at }: { $error }: check the address and the network.
client-link-not-tls = { $at } does not speak TLS: check the port with your teacher, or come in without tls://.
client-link-ca = The certificates in { $path } cannot be used: { $error }. Give a PEM file with --ca.
client-certificate-not-pinned = The certificate of { $at } is not the ticket's: expected { $pinned }, got { $shown }. Another machine may be posing as the class: ask your teacher for a new ticket.
client-certificate-unknown = No known authority vouches for the certificate of { $at }, { $shown }: compare it with your teacher's and use the ticket, sala client '{ $at }#{ $shown }', or come in once from a terminal.
client-certificate-changed = The certificate of { $at } has changed: before { $known } ({ $file }, line { $line }), now { $shown }. Another machine may be posing as the class: ask your teacher; if it did change, delete that line and come in again.
client-known-hosts-file = Cannot use { $path }: { $error }. Come in with the whole ticket, or give another folder with --data.
client-known-hosts-line = Cannot understand line { $line } of { $path }: delete that line and come in again.
client-first-use = First time at { $at }. No known authority vouches for the certificate of this class:
client-first-use-question = Compare it with the one that your teacher sees. Is it the same? [y/N]

client-lost-for-good = The connection to the class was lost: come in again with the same command.
client-name-refused = The class did not accept the name: try another with --name.
client-code-refused = The classroom did not accept the class code: ask your teacher for it and use --code.
client-output = The terminal failed: { $error }.

client-lost =
    { $seconds ->
        [one] The connection was lost. Trying again in { $seconds } second.
       *[other] The connection was lost. Trying again in { $seconds } seconds.
    }
client-lost-still =
    { $seconds ->
        [one] Still no connection. Trying again in { $seconds } second.
       *[other] Still no connection. Trying again in { $seconds } seconds.
    }
client-kept = No connection: the line was not sent, but you can send it again later.
client-unsent =
    { $count ->
        [one] { $count } line was not sent: you can send it again.
       *[other] { $count } lines were not sent: you can send them again.
    }
client-perhaps =
    { $count ->
        [one] Perhaps { $count } line was not delivered: the connection broke on its way. Ask before you send it again.
       *[other] Perhaps { $count } lines were not delivered: the connection broke on their way. Ask before you send them again.
    }
client-goes-again = Too fast for the class: lines with “! #” are sent again by themselves.
client-unsaid =
    { $count ->
        [one] { $count } line may not have been said: see the messages above.
       *[other] { $count } lines may not have been said: see the messages above.
    }
client-unreadable = A line came that is not readable text.
client-dropped =
    { $count ->
        [one] ({ $count } line was not shown)
       *[other] ({ $count } lines were not shown)
    }
client-again-leaves = Ctrl-C again leaves the class.
client-again-ends = Ctrl-C again ends the class.
client-end-class = End the class for everyone? [y/N]
client-history = Cannot save the lines you typed in { $file }: { $error }.
