trace-listening = Mostrando em { $at } o que vai e vem de { $target }. Ctrl-C termina.
trace-not-open = Em { $address } outras máquinas poderiam se conectar, sem criptografia: use um endereço desta máquina ou, se é isso que você quer, --open.
trace-format = --save { $file }: use um nome que termine em um destes: { $endings }.
picture-unwritable = Não consigo gravar { $file }: { $why }.
trace-saved = { $count ->
    [1] 1 linha gravada
   *[other] { $count } linhas gravadas
} em { $file }.
trace-title = O que passou pela rede
trace-opened = conexão de { $client }
trace-finished = não manda mais nada
trace-reset = derruba a conexão
trace-left-out = { $count ->
    [1] Mais 1 linha ficou de fora
   *[other] Mais { $count } linhas ficaram de fora
}: grave como .html, .jsonl ou .pcapng para ter todas.
trace-connection = Conexão
trace-person = Pessoa
trace-time = Segundos
trace-bytes = Bytes
trace-all = todas
picture-server = servidor
picture-teacher = professor
picture-program = programa
picture-drawn = Desenho em { $file }.
picture-none = Nenhuma verificação falhou no meio de uma conversa: { $file } não foi desenhado.
picture-connects = (conecta)
picture-alt = A conversa como diagrama: cada seta é o que alguém envia; o tempo corre para baixo.
