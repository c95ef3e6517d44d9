### O que a linha de comando diz (src/cli).

server-open = Sala aberta em { $address }
server-board = Quadro para o projetor: { $page }
server-board-path = quadro
server-open-network = Na rede: { $address }
server-fingerprint = Impressão digital do certificado: { $fingerprint }
server-fingerprint-browser = A mesma, como o navegador mostra: { $fingerprint }
server-page = No navegador: { $page }
server-ticket = Convite: sala client { $ticket }
code-file = Não consigo ler o código da turma em { $path } ({ $why }): confira o caminho dado em --class-code.
password-ask = Senha de quem ensina:
password-again = Outra vez:
password-differs = As duas senhas não são iguais: nada mudou; tente de novo.
password-kept = Nada mudou.
password-unreadable = Não consigo ler a senha ({ $why }): nada mudou; tente de novo.
password-set = Senha guardada em { $path }. Quem está na sala digita /professor e responde com a senha para ensinar.
server-log-left-out = { $count ->
    [one] { $count } linha não coube neste registro de eventos
   *[other] { $count } linhas não couberam neste registro de eventos
}: quem o lê parou de ler.
server-failed = O sistema não deixa abrir a sala: { $why }. Confira TMPDIR e os limites do sistema.
server-urged = Encerrado às pressas, a pedido: as últimas linhas podem não ter ficado registradas. Da próxima vez, espere alguns segundos.
server-hung-up = O terminal foi fechado; a aula continua. “sala console” abre o console dela, SIGTERM a encerra.

config-unreadable = Não dá para ler { $path } ({ $why }): confira o caminho dado com --config.
config-wrong = { $place }: { $why }; "sala config example" mostra cada opção.
config-unknown = { $name } não é uma opção para um arquivo
config-flag = { $name } recebe true ou false
config-value = { $name } recebe um texto, um número ou uma lista deles
config-example = Opções de "sala server", pelos nomes. Tire o # do que você muda.
config-example-order = Uma variável (SALA_…) vale mais que este arquivo, e uma opção digitada, mais que os dois.
config-example-show = "sala config show" mostra o que vale.
config-from-option = linha de comando
config-from-default = de fábrica

console-hint = /ajuda: comandos. Ctrl-D: encerra a aula. Em outro terminal: sala console{ $options }
console-open-already = Já há uma aula aberta com esta pasta de dados. Enter abre o console dela; Ctrl-C sai.
child-failed = O servidor não terminou bem ({ $why }): abra a sala de novo; se acontecer outra vez, "sala server </dev/null" mostra o motivo.
demo-port-taken = A porta { $taken } já está em uso; esta sala usa a { $port }.
demo-join-client = ou de outro terminal:           { $program } client { $address }
demo-join-nc = ou, sem instalar nada:          nc { $host } { $port }
demo-join-page = Para entrar pelo navegador:     { $page }
demo-bots = Daqui a pouco entram bots (roteiro: { $script }). /ajuda mostra os comandos, /sair encerra a aula.
demo-name-taken = --name { $name }: esse é o nome de um bot do roteiro. Escolha outro.
demo-own-script = o que vem com a sala
demo-stopped = O roteiro parou em { $place } ({ $step }): { $why }
demo-one-scenario = { $path }: o roteiro da demonstração é um cenário só, e nele ninguém entra como professor ou professora.
no-temporary-folder = Não consigo criar uma pasta temporária: { $why }. Ajuste TMPDIR e tente de novo.

## sala bot run.

bots-unreadable = Não consigo ler { $path } ({ $why }): confira o caminho.
bots-no-files = Nenhum arquivo .feature em { $paths }: confira o caminho.
bots-not-a-scenario = { $path } não é um arquivo de roteiro: um roteiro tem no máximo 1 MiB e 10000 linhas.
bots-one-report = { $path }: os dois relatórios não cabem no mesmo arquivo; dê a cada um o seu.
bots-more = … e mais { $count ->
    [one] { $count } bot
   *[other] { $count } bots
}
bots-bad-tag = { $place }: a etiqueta pede algo que o servidor não aceita: { $why }
bots-none = Nenhum cenário tem essas etiquetas: confira --tags.
bots-none-but-named = Nada a executar: esses cenários só rodam quando --tags os nomeia, como em --tags @{ $tag }.
bots-no-report = Não consigo escrever em { $path } ({ $why }): escolha outro arquivo.
bots-no-classroom = Não consigo abrir uma sala para o cenário: { $why }
bots-no-signals = O sistema não deixa tratar sinais: { $why }. Confira os limites do sistema.
bots-interrupted = Interrompido a pedido: os cenários seguintes não foram executados.
bots-failed = { $failed } de { $all } { $all ->
    [one] cenário
   *[other] cenários
} { $failed ->
    [one] falhou
   *[other] falharam
}.
bots-passed = { $count ->
    [0] nenhum cenário passou
    [one] { $count } cenário passou
   *[other] { $count } cenários passaram
}
bots-no-skips = { $count ->
    [one] { $count } cenário foi pulado
   *[other] { $count } cenários foram pulados
}, e --no-skips não admite isso.
bots-failed-count = { $count ->
    [one] { $count } falhou
   *[other] { $count } falharam
}
bots-errors = { $count ->
    [one] { $count } erro em arquivos
   *[other] { $count } erros em arquivos
}
bots-skipped = { $count ->
    [one] { $count } pulado
   *[other] { $count } pulados
}
bots-needs-options = pulado: precisa de um servidor aberto com { $options }
bots-needs-console = pulado: alguém dá aula; indique com --data a pasta de dados do servidor
bots-needs-password = pulado: abre a sala com uma senha para ensinar
bots-needs-program = pulado: confere o próprio programa do servidor; só "sala lab check" pode fazer isso
bots-needs-bytes = envia bytes soltos ou encerra só o próprio lado, o que um WebSocket não faz
bots-expected = esperado
bots-got = recebido
bots-what = o que houve
bots-cause = provável causa
bots-transcript = o que { $who } viu (> enviou, < recebeu):
bots-earlier = { $count ->
    [one] … { $count } linha antes
   *[other] … { $count } linhas antes
}
bots-parting-half = (parou de enviar e continua lendo)
bots-parting-whole = (fechou a conexão)
bots-parting-reset = (caiu: reset)
bots-entry-too-long = (linha comprida demais, não foi lida)
bots-entry-ended = o servidor encerrou a conexão
bots-entry-broken = a conexão se rompeu: { $why }
bots-entry-too-much = o servidor enviou demais; a leitura parou aqui
bots-entry-partial = { $text } (ainda sem o fim da linha)

## Erros nos argumentos.

usage-see-help = { $mistake }; veja --help
usage-suggestion = ; seria { $other }?
usage-no-value = { $option } precisa de um valor
usage-value = { $value } não serve para { $option }: { $why }
usage-one-of = use { $values }
usage-language = use pt-BR ou en
usage-whole-number = use um número inteiro
usage-number = use um número
usage-range = esse número é grande ou pequeno demais
usage-at-least = use um número a partir de { $from }
usage-between = use um número de { $from } a { $to }
usage-unknown = não existe { $option } aqui
usage-extra = { $argument } é um argumento a mais
usage-subcommand = não existe o comando { $name }
usage-twice = { $option } aparece duas vezes
usage-conflict = { $option } não combina com { $other }
usage-missing = falta { $options }
usage-missing-subcommand = falta um comando
usage-utf-8 = um argumento não é UTF-8
usage-count = { $option } tem valores demais ou de menos
