### O que a linha de comando diz (src/cli).

server-open = Sala aberta em { $address }
server-open-network = Na rede: { $address }
server-lost-records = A aula terminou, mas { $count ->
    [one] { $count } linha não ficou registrada
   *[other] { $count } linhas não ficaram registradas
}: libere espaço em disco ou aumente --journal-max.
server-failed = O sistema não deixa abrir a sala: { $why }. Confira TMPDIR e os limites do sistema.
server-urged = Encerrado às pressas, a pedido: as últimas linhas podem não ter ficado registradas. Da próxima vez, espere alguns segundos.

console-hint = /ajuda: comandos. Ctrl-D: encerra a aula. Noutro terminal: sala console{ $options }
child-failed = O servidor não terminou bem ({ $why }): abra a sala de novo; se acontecer outra vez, "sala server </dev/null" mostra o motivo.
demo-port-taken = A porta { $taken } já está em uso; esta sala usa a { $port }.
demo-join-client = Para entrar de outro terminal: sala client { $address }
demo-join-nc = ou, sem instalar nada:           nc { $host } { $port }
demo-no-folder = Não consigo criar uma pasta temporária: { $why }. Ajuste TMPDIR e tente de novo.
