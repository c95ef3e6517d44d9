trace-listening = Tracing at { $at } for { $target }. Ctrl-C ends it.
trace-not-open = At { $address } other machines could connect, in the clear: use an address of this machine or, if that is what you want, --open.
trace-format = --save { $file }: use a name that ends in one of { $endings }.
picture-unwritable = Cannot write { $file }: { $why }.
trace-saved = Saved { $count ->
    [1] 1 row
   *[other] { $count } rows
} in { $file }.
trace-title = What went over the wire
trace-opened = connected from { $client }
trace-finished = sends nothing more
trace-reset = resets the connection
trace-left-out = { $count ->
    [1] 1 more row is left out
   *[other] { $count } more rows are left out
}: save as .html, .jsonl or .pcapng to have them all.
trace-connection = Connection
trace-person = Name
trace-time = Seconds
trace-bytes = Bytes
trace-all = all
picture-server = server
picture-teacher = teacher
picture-program = program
picture-drawn = Drew { $file }.
picture-none = No check failed in a conversation: { $file } was not drawn.
picture-connects = (connects)
picture-alt = The conversation as a diagram: each arrow is what someone sends; time runs downwards.
