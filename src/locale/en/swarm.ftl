### What the swarm says (src/load, src/cli/bot/swarm.rs).

## Why it cannot begin.

swarm-file-limit = { $needed } files must be open at once and the system allows { $allowed }: raise the limit with “ulimit -n { $needed }”, or use fewer bots.
swarm-turned-away = The server let { $joined } of { $of } bots in, then said “{ $words }”: start it with --no-limits, or use fewer bots.
swarm-closed-door = The server let { $joined } of { $of } bots in, then closed a connection without saying why: look at its log, or use fewer bots.
swarm-silent = The server let { $joined } of { $of } bots in, then stopped answering: check that it sends each newcomer a line that begins with *, and that it may open more files (“ulimit -n”).
swarm-no-chat = Something answers there, but lets no bot in: check that a chat server with the sala protocol listens at that address.
swarm-interrupted-joining = Interrupted before all bots were in.
swarm-system = The swarm cannot run on this system: { $error }. Use fewer bots.
swarm-too-many-senders = --senders { $senders } is more than the { $clients } bots that stay: raise --clients or lower --senders.
swarm-too-many-bots = { $bots } bots are too many: --clients, --slow and --churn together are at most { $max }.

## While it runs.

swarm-joining = coming in
swarm-speaking = deliveries

## The table at the end.

swarm-row-clients = Bots that stay
swarm-row-senders = of which send
swarm-row-messages = Lines sent
swarm-row-deliveries = Deliveries
swarm-row-lost = Lost
swarm-row-repeated = Repeated
swarm-row-out-of-order = Out of order
swarm-row-garbled = Garbled
swarm-row-refused = Refused by the server
swarm-row-connections-lost = Connections lost
swarm-row-p50 = Latency, median
swarm-row-p99 = Latency, 99th percentile
swarm-row-max = Latency, maximum
swarm-row-deliveries-per-second = Deliveries per second
swarm-row-joins-per-second = Joins per second
swarm-row-cpu = CPU time of the swarm
swarm-row-cpu-per-delivery = CPU time per delivery
swarm-row-cpu-share = Share of one core
swarm-row-slow = Bots that do not read
swarm-row-slow-cut = of which disconnected
swarm-row-visits = Joins and leaves

## What was wrong.

swarm-failed-refused = The server refused { $count ->
    [one] { $count } line
   *[other] { $count } lines
} (“{ $words }”): start it with --no-limits, or use --rate.
swarm-failed-cut = The server closed { $count ->
    [one] { $count } connection
   *[other] { $count } connections
} during the run ({ $words }): look at its log.
swarm-failed-interrupted = Interrupted, with { $unsaid ->
    [one] { $unsaid } line
   *[other] { $unsaid } lines
} never sent.
swarm-failed-stalled = The server stopped responding: lines lost: { $lost }, lines never sent: { $unsaid }. Look at its log.
swarm-failed-faults = The server did not deliver every line once, in order and unchanged: { $lost } lost, { $repeated } repeated, { $out_of_order } out of order, { $garbled } garbled.
swarm-without-words = without saying why
