### O que o enxame diz (src/load, src/cli/bot/swarm.rs).

## Por que não pode começar.

swarm-file-limit = É preciso ter { $needed } arquivos abertos de uma vez e o sistema permite { $allowed }: aumente o limite com “ulimit -n { $needed }”, ou peça menos bots.
swarm-turned-away = O servidor deixou entrar { $joined } de { $of } bots e então disse “{ $words }”: abra a sala com --no-limits, ou peça menos bots.
swarm-closed-door = O servidor deixou entrar { $joined } de { $of } bots e fechou uma conexão sem dizer nada: veja as mensagens dele, ou peça menos bots.
swarm-silent = O servidor deixou entrar { $joined } de { $of } bots e não responde mais: confira se ele manda a quem entra uma linha que começa com *, e se pode abrir mais arquivos (“ulimit -n”).
swarm-no-chat = Alguém atende ali, mas não deixa nenhum bot entrar: confira se nesse endereço há um chat com o protocolo da sala.
swarm-interrupted-joining = Encerrado a pedido, antes que todos os bots entrassem.
swarm-system = O sistema não deixa o enxame rodar: { $error }. Peça menos bots.
swarm-too-many-senders = --senders { $senders }: só { $clients } bots entram para ficar; dê a --clients pelo menos esse número.
swarm-too-many-bots = { $bots } bots é demais: a soma de --clients, --slow e --churn é no máximo { $max }.

## Enquanto trabalha.

swarm-joining = entrando
swarm-speaking = entregas

## A tabela no fim.

swarm-row-clients = Bots que ficam
swarm-row-senders = dos quais falam
swarm-row-messages = Linhas ditas
swarm-row-deliveries = Entregas
swarm-row-lost = Perdidas
swarm-row-repeated = Repetidas
swarm-row-out-of-order = Fora de ordem
swarm-row-garbled = Alteradas
swarm-row-refused = Recusadas pelo servidor
swarm-row-connections-lost = Conexões perdidas
swarm-row-p50 = Latência, mediana
swarm-row-p99 = Latência, 99% das linhas até
swarm-row-max = Latência, a maior
swarm-row-deliveries-per-second = Entregas por segundo
swarm-row-joins-per-second = Entradas por segundo
swarm-row-cpu = Processador usado pelo enxame
swarm-row-cpu-per-delivery = Processador por entrega
swarm-row-cpu-share = Uso de um núcleo
swarm-row-slow = Bots que não leem
swarm-row-slow-cut = dos quais desconectados
swarm-row-visits = Idas e voltas

## O que saiu errado.

swarm-failed-refused = O servidor recusou { $count ->
    [one] { $count } linha
   *[other] { $count } linhas
} (“{ $words }”): abra a sala com --no-limits, ou use --rate.
swarm-failed-cut = O servidor encerrou { $count ->
    [one] { $count } conexão
   *[other] { $count } conexões
} durante a medição ({ $words }): veja as mensagens dele.
swarm-failed-interrupted = Encerrado a pedido, com { $unsaid ->
    [one] { $unsaid } linha
   *[other] { $unsaid } linhas
} ainda não ditas.
swarm-failed-stalled = O servidor parou de responder: linhas perdidas: { $lost }, que não foram ditas: { $unsaid }. Veja as mensagens dele.
swarm-failed-faults = O servidor não entregou cada linha uma vez, em ordem e como foi dita: perdidas: { $lost }; repetidas: { $repeated }; fora de ordem: { $out_of_order }; alteradas: { $garbled }.
swarm-without-words = sem dizer nada
