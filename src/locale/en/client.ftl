### What the client says by itself (src/client, src/link.rs).

client-address-invalid = Not an address: “{ $text }”. Use host:port, for example 127.0.0.1:7777.
client-address-tls = This version cannot do TLS yet: use host:port, without tls://.

client-link-unknown-host = Cannot find the host of { $at }: check the address with whoever opened the class.
client-link-refused = Nobody answers at { $at }: check the address and that the class is open.
client-link-no-class = No class is open at { $at }: open one with `sala server`, or name its folder with --data.
client-link-timed-out = { $at } did not answer in time: check the address and the network.
client-link-failed = Could not connect to { $at }: { $error }: check the address and the network.

client-lost-for-good = The connection to the class was lost: come in again with the same command.
client-name-refused = The class did not take the name: try another with --name.
client-output = The terminal failed: { $error }.

client-lost =
    { $seconds ->
        [one] The connection was lost. Trying again in { $seconds } second.
       *[other] The connection was lost. Trying again in { $seconds } seconds.
    }
client-lost-still =
    { $seconds ->
        [one] Not back in the class yet. Trying again in { $seconds } second.
       *[other] Not back in the class yet. Trying again in { $seconds } seconds.
    }
client-kept = No connection: the line was not sent and is kept.
client-unreadable = A line came that cannot be read.
client-dropped =
    { $count ->
        [one] ({ $count } line was not shown)
       *[other] ({ $count } lines were not shown)
    }
client-again-leaves = Ctrl-C again leaves the class.
client-again-ends = Ctrl-C again ends the class.
client-end-class = End the class for everyone? [y/N]
client-history = The lines typed cannot be kept in { $file }: { $error }.
