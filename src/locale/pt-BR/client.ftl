### O que o cliente diz por si (src/client, src/link).

client-address-only-port = “{ $port }” é só uma porta: falta a máquina. Use 127.0.0.1:{ $port }, ou :{ $port } para este computador.
client-address-port = Em “{ $text }”, o que vem depois da máquina não é uma porta: use um número de 1 a 65535, por exemplo 127.0.0.1:7777.
client-address-invalid = Endereço inválido: “{ $text }”. Use máquina:porta, por exemplo 127.0.0.1:7777, ou o convite, tls://máquina:porta#sha256:….
client-address-fingerprint = Convite inválido: “{ $text }”. Depois do # vêm sha256: e 64 dígitos hexadecimais; copie o convite por inteiro.

client-link-unknown-host = Não encontro a máquina de { $at }: confira o endereço com quem abriu a sala.
client-link-refused = Ninguém atende em { $at }: confira o endereço e se a sala está aberta.
client-link-no-class = Nenhuma sala aberta em { $at }: abra uma com `sala server`, ou indique a pasta com --data.
client-link-timed-out = { $at } não respondeu a tempo: confira o endereço e a rede.
client-link-failed = Não foi possível conectar a { $at }: { $error }: confira o endereço e a rede.
client-link-not-tls = { $at } não fala pelo canal cifrado: confira a porta com quem abriu a sala, ou entre sem tls://.
client-link-ca = Os certificados de { $path } não servem: { $error }. Indique com --ca um arquivo PEM.
client-certificate-not-pinned = O certificado de { $at } não é o do convite: esperado { $pinned }, recebido { $shown }. Pode ser outra máquina no lugar da sala: peça um convite novo a quem a abriu.
client-certificate-unknown = Ninguém responde pelo certificado de { $at }, { $shown }: confira esse valor com quem abriu a sala e use o convite, sala client '{ $at }#{ $shown }', ou entre uma vez por um terminal.
client-certificate-changed = O certificado de { $at } mudou: antes { $known } ({ $file }, linha { $line }), agora { $shown }. Pode ser outra máquina no lugar da sala: pergunte a quem a abriu; se mudou mesmo, apague essa linha e entre de novo.
client-known-hosts-file = Não consigo usar { $path }: { $error }. Entre com o convite inteiro, ou indique outra pasta com --data.
client-known-hosts-line = Não entendo a linha { $line } de { $path }: apague essa linha e entre de novo.
client-first-use = Primeira vez em { $at }. Ninguém responde pelo certificado dessa sala:
client-first-use-question = Confira esse valor com quem abriu a sala. É o mesmo? [s/N]

client-lost-for-good = A conexão com a sala caiu: entre de novo com o mesmo comando.
client-name-refused = A sala não aceitou o nome: tente outro com --name.
client-code-refused = A sala não aceitou o código da turma: confira com quem dá a aula e use --code.
client-output = O terminal falhou: { $error }.

client-lost =
    { $seconds ->
        [one] A conexão caiu. Nova tentativa em { $seconds } segundo.
       *[other] A conexão caiu. Nova tentativa em { $seconds } segundos.
    }
client-lost-still =
    { $seconds ->
        [one] Ainda sem conexão. Nova tentativa em { $seconds } segundo.
       *[other] Ainda sem conexão. Nova tentativa em { $seconds } segundos.
    }
client-kept = Sem conexão: a linha não foi enviada e fica guardada.
client-unsent =
    { $count ->
        [one] { $count } linha não foi enviada: você pode enviar de novo.
       *[other] { $count } linhas não foram enviadas: você pode enviar de novo.
    }
client-perhaps =
    { $count ->
        [one] Talvez { $count } linha não tenha chegado: a conexão caiu no caminho. Pergunte antes de enviar de novo.
       *[other] Talvez { $count } linhas não tenham chegado: a conexão caiu no caminho. Pergunte antes de enviar de novo.
    }
client-goes-again = Rápido demais para a turma: o cliente envia de novo, sem você fazer nada, as linhas com “! #”.
client-unsaid =
    { $count ->
        [one] { $count } linha talvez não tenha sido dita: veja os avisos acima.
       *[other] { $count } linhas talvez não tenham sido ditas: veja os avisos acima.
    }
client-unreadable = Chegou uma linha que não dá para ler.
client-dropped =
    { $count ->
        [one] ({ $count } linha não foi mostrada)
       *[other] ({ $count } linhas não foram mostradas)
    }
client-again-leaves = Ctrl-C outra vez sai da sala.
client-again-ends = Ctrl-C outra vez encerra a aula.
client-end-class = Encerrar a aula para todos? [s/N]
client-history = As linhas digitadas não podem ser guardadas em { $file }: { $error }.
