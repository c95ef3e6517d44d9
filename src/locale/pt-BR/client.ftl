### O que o cliente diz por si (src/client, src/link.rs).

client-address-invalid = Endereço inválido: “{ $text }”. Use máquina:porta, por exemplo 127.0.0.1:7777.
client-address-tls = Esta versão ainda não fala por canal cifrado: use máquina:porta, sem tls://.

client-link-unknown-host = Não encontro a máquina de { $at }: confira o endereço com quem abriu a sala.
client-link-refused = Ninguém atende em { $at }: confira o endereço e se a sala está aberta.
client-link-no-class = Nenhuma sala aberta em { $at }: abra uma com `sala server`, ou indique a pasta com --data.
client-link-timed-out = { $at } não respondeu a tempo: confira o endereço e a rede.
client-link-failed = Não foi possível conectar a { $at }: { $error }: confira o endereço e a rede.

client-lost-for-good = A conexão com a sala caiu: entre de novo com o mesmo comando.
client-name-refused = A sala não aceitou o nome: tente outro com --name.
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
