### O que a linha de comando diz (src/cli).

server-open = Sala aberta em { $address }
server-open-network = Na rede: { $address }
server-lost-records = A aula terminou, mas { $count ->
    [one] { $count } linha não ficou registrada
   *[other] { $count } linhas não ficaram registradas
}: libere espaço em disco ou aumente --journal-max.
signals-failed = Não consigo escutar os sinais do sistema: { $why }.

console-hint = /ajuda mostra os comandos; Ctrl-D encerra a aula. Em outro terminal: sala console
child-failed = O servidor não terminou bem: { $why }. Tente "sala server" para ver o motivo.
demo-no-folder = Não consigo criar uma pasta temporária: { $why }. Ajuste TMPDIR e tente de novo.
demo-port-taken = A porta { $taken } já está em uso; esta sala usa a { $port }.
demo-join-client = Para entrar de outro terminal: sala client { $address }
demo-join-nc = ou, sem instalar nada:           nc { $host } { $port }
