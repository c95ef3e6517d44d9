### What the swarm says (src/bot/swarm, src/cli/bot/swarm.rs).

## Why it cannot begin.

swarm-file-limit = { $needed } files must be open at once and the system allows { $allowed }: raise its limit with “ulimit -n { $needed }”, or ask for fewer bots.
swarm-turned-away = The server let { $joined } of { $of } bots in, then said “{ $words }”: start it with --no-limits, or ask for fewer bots.
swarm-closed-door = The server let { $joined } of { $of } bots in and closed a connection without a word: look at its log, or ask for fewer bots.
swarm-silent = The server let { $joined } of { $of } bots in and does not answer any more: check that it sends whoever comes in a line that begins with *, and that it may open more files (“ulimit -n”).
swarm-no-chat = Somebody answers there, but lets no bot in: check that a chat in the sala protocol listens at that address.
swarm-interrupted-joining = Ended as asked, before all bots were in.
swarm-system = The system does not let the swarm run: { $error }. Ask for fewer bots.
swarm-too-many-senders = --senders { $senders }: only { $clients } bots come in to stay; give --clients at least as many.
swarm-too-many-bots = { $bots } bots are too many: --clients, --slow and --churn together are at most { $max }.

## While it runs.

swarm-joining = coming in
swarm-speaking = deliveries

## The table at the end.

swarm-row-clients = Bots that stay
swarm-row-senders = of which speak
swarm-row-messages = Lines said
swarm-row-deliveries = Deliveries
swarm-row-lost = Lost
swarm-row-repeated = Repeated
swarm-row-out-of-order = Out of order
swarm-row-garbled = Garbled
swarm-row-refused = Refused by the server
swarm-row-connections-lost = Connections lost
swarm-row-p50 = Latency, median
swarm-row-p99 = Latency, 99 of 100
swarm-row-max = Latency, longest
swarm-row-deliveries-per-second = Deliveries per second
swarm-row-joins-per-second = Bots in per second
swarm-row-cpu = Own processor time
swarm-row-cpu-per-delivery = of it per delivery
swarm-row-cpu-share = Share of one core
swarm-row-slow = Bots that do not read
swarm-row-slow-cut = of which cut off
swarm-row-visits = Comings and goings

## What was wrong.

swarm-failed-refused = The server refused { $count ->
    [one] { $count } line
   *[other] { $count } lines
} (“{ $words }”): start it with --no-limits, or use --rate.
swarm-failed-cut = The server ended { $count ->
    [one] { $count } connection
   *[other] { $count } connections
} during the run ({ $words }): look at its log.
swarm-failed-interrupted = Ended as asked, with { $unsaid ->
    [one] { $unsaid } line
   *[other] { $unsaid } lines
} unsaid.
swarm-failed-stalled = The server fell silent: lines lost: { $lost }, lines unsaid: { $unsaid }. Look at its log.
swarm-failed-faults = The server did not deliver every line once, in order and as it was said: { $lost } lost, { $repeated } repeated, { $out_of_order } out of order, { $garbled } garbled.
swarm-without-words = without a word
swarm-no-tls = The swarm does not speak TLS: instead of { $addr }, give --addr the address without tls:// (sala server --listen).
