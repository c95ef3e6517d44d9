### O registro (src/journal) e o comando que o lê (src/cli/log).

## Por que um registro não pode ser aberto ou lido.

journal-error-folder = Não dá para usar { $path } ({ $reason }): escolha outra pasta com --data.
journal-error-folder-exposed = Outras pessoas podem escrever na pasta { $path }: corrija com "chmod go-w", ou escolha outra pasta com --data.
data-folder-in-use = A pasta { $path } está em uso por uma aula: encerre a aula primeiro, ou escolha outra pasta com --data.
journal-error-missing = Não há registro em { $path }: abra uma sala com "sala server", ou diga com --data onde o registro está.
journal-error-key-gone = A chave { $key } sumiu, e sem ela ninguém lê o registro { $path }: devolva a chave, indique outro arquivo com --key-file, ou tire o registro dali para começar outro.
journal-error-key-file = Não dá para usar o arquivo de chave { $path } ({ $reason }): uma chave são 64 dígitos hexadecimais, como os de "openssl rand -hex 32".
journal-error-key-shape = O arquivo { $path } não contém uma chave: uma chave são 64 dígitos hexadecimais, como os de "openssl rand -hex 32".
journal-error-key-exposed = Outras pessoas podem ler o arquivo de chave { $path }: corrija com "chmod 600" e tente de novo.
journal-error-wrong-key = A chave em { $key } não é a do registro { $path }: indique a chave certa com --key-file.
journal-error-key-same = A chave em { $path } já é a do registro: indique outro arquivo com --new-key-file, ou não use a opção, para a sala criar uma chave.
journal-error-key-fixed = A chave não pode ser trocada em { $path }, de onde é lida: diga com --new-key-file onde a nova deve ficar.
journal-error-foreign = O arquivo { $path } não é um registro da sala e ficou como estava: tire-o dali, ou escolha outra pasta com --data.
journal-error-newer = O registro { $path } é de uma versão mais nova da sala: atualize esta.
journal-error-archived = A turma { $class } está arquivada: abra outra com --class, ou tire-a do arquivo com "sala class archive { $class } --undo".
journal-error-no-class = Não há turma { $class } neste registro: "sala class list" mostra as que há.
journal-error-class-taken = Já há uma turma { $class }: escolha outro nome.
journal-error-storage = O registro { $path }: { $reason }
journal-error-thread = O sistema não conseguiu criar uma thread para o registro ({ $reason }): feche outros programas e tente de novo.

## O que impede de escrever ou de ler.

storage-full = o disco está cheio: libere espaço.
storage-read-only = não é permitido escrever no arquivo: confira as permissões e o disco.
storage-damaged = o arquivo está danificado; nada nele foi mudado: restaure uma cópia, ou tire-o dali para começar outro.
storage-busy = outro programa está bloqueando o arquivo: feche esse programa.
storage-other = o banco de dados diz "{ $reason }": confira o disco.

## O que se avisa durante a aula.

recording-stopped = O registro parou: { $reason } A aula continua; o que se diz espera para ser registrado.
recording-resumed = O registro voltou: tudo o que esperava está registrado.
recording-moved = Outro programa moveu, apagou ou alterou os arquivos do registro. Ele continua em { $path }, com tudo o que já tinha: sala log --data { $path } o lê.
recording-moved-without = Outro programa cortou ou alterou os arquivos do registro. Ele continua em { $path }, sem o que foi registrado antes: isso se perdeu, a não ser que haja uma cópia.
recording-key-restored = Outro programa apagou a chave do registro. Ela foi gravada de novo.
recording-gone = Outro programa moveu, apagou ou alterou os arquivos do registro, e ele não pode continuar em outro lugar: { $reason } A aula continua; o que for dito pode se perder.
recording-unrecorded = { $count ->
    [one] { $count } linha não foi registrada: o disco não deu conta.
   *[other] { $count } linhas não foram registradas: o disco não deu conta.
}

## What it lost, when the class is over.

journal-end-unrecorded = A aula terminou, mas { $count ->
    [one] { $count } linha não ficou registrada
   *[other] { $count } linhas não ficaram registradas
}: libere espaço em disco ou aumente --journal-max.
journal-end-moved = A aula terminou. O registro dela não ficou onde estava: está em { $path }.
journal-end-gone = A aula terminou, mas outro programa moveu, apagou ou alterou os arquivos do registro dela: o que foi dito pode se perder.

## Como acabou uma presença na turma.

departure-quit = saiu com /sair
departure-ended = desconectou
departure-lost = conexão perdida
departure-slow = conexão lenta
departure-idle = sem atividade
departure-expelled = quem ensina mandou sair
departure-renamed = mudou de nome
departure-over = fim da aula
departure-crashed = servidor interrompido

## As tabelas de sala log.

journal-column-name = Nome
journal-column-ip = IP
journal-column-port = Porta
journal-column-came = Entrou
journal-column-left = Saiu
journal-column-how = Como
journal-column-active = Na sala
journal-column-first = Desde
journal-column-last = Até
journal-column-minutes = Minutos
journal-still-here = ainda na sala
journal-nothing = Nada encontrado no registro.

## Erros nas opções.

journal-bad-time = { $option } "{ $value }" não é uma data nem uma hora: escreva 2026-11-23, "2026-11-23 14:00", 14:00 (hoje) ou 2h (há duas horas).
journal-bad-span = --since é depois de --until: não há nada entre os dois.
journal-no-words = Não há o que procurar: escreva pelo menos uma palavra.
journal-no-home = Sua pasta pessoal não foi encontrada: diga com --data onde guardar os dados.

## sala log rekey e sala log forget.

journal-rekeyed = O registro tem uma chave nova, em { $path }. A antiga foi apagada daqui: cópias antigas do registro só abrem com uma cópia dela.
journal-rekeyed-out = O registro tem outra chave, em { $path }: de agora em diante indique-a com --key-file. A da pasta foi apagada.
journal-rekeyed-from = O registro tem outra chave, em { $path }: de agora em diante indique-a com --key-file. A antiga, em { $old }, só abre cópias antigas: apague-a quando não precisar mais delas.
journal-forget-yes = Para apagar de vez o que { $name } disse, sem um terminal onde perguntar, acrescente --yes.
journal-forget-nobody = Não há nada de { $name } no registro: veja os nomes com "sala log entries" e "sala log show".
journal-forget-ask = De { $name } há { $lines ->
    [one] { $lines } linha
   *[other] { $lines } linhas
} e { $entries ->
    [one] { $entries } entrada
   *[other] { $entries } entradas
}. Apagar de vez? Escreva sim, ou outra coisa para deixar como está:
journal-forget-student = { $name } é ou foi nome curto na lista de uma turma: sai da lista também.
journal-forget-agreed = sim
journal-forget-not = Nada foi apagado.
journal-forgotten = { $lines ->
    [one] { $lines } linha
   *[other] { $lines } linhas
} de { $name } ou só para { $name }: apagadas de vez. { $entries ->
    [one] { $entries } entrada ficou
   *[other] { $entries } entradas ficaram
} sem nome nem endereço.
journal-forget-also = As mesmas conexões de { $name } usaram também: { $names }. Se era a mesma pessoa, apague esses nomes do mesmo modo.
replay-none = Nenhuma aula está gravada neste registro: sala server --record grava uma.
replay-which = Não há gravação com esse número: sala replay --list mostra as que há.
replay-cut = Falta o começo desta gravação: não dá para rever a aula.
replay-nobody = Ninguém nesta aula se chamava { $name }. Estavam lá: { $names }
replay-no-teacher = Nenhum professor nem console esteve nesta aula: dê um nome com --as. Estiveram: { $names }
replay-bad-time = --from "{ $value }" não é uma hora da aula: escreva 14:05 ou 14:05:30.
replay-speed = --speed é um número acima de 0: 10 é dez vezes mais rápido, 0.5 a metade da velocidade.
replay-entries = { $count ->
    [one] { $count } entrada
   *[other] { $count } entradas
}
replay-ends = A gravação termina aqui: a aula não tinha terminado.

## As turmas e seus encontros (sala class, sala server --class).

class-default = turma padrão
moment = %d/%m/%Y %H:%M:%S
meeting-cut-off = O último encontro da { $class } não foi encerrado: aberto em { $since }, parou em { $until }. Enter continua nele; escreva novo para abrir outro:
meeting-cut-off-long-ago = O último encontro da { $class } não foi encerrado: aberto em { $since }, parou em { $until }. Enter abre um encontro novo; escreva mesmo para continuar aquele:
meeting-same = mesmo
meeting-new = novo
meeting-goes-on = O encontro da { $class } continua: foi aberto em { $since } e não tinha sido encerrado (--new-meeting abre outro).
class-none = Ainda não há turmas neste registro: "sala server --class 7A" abre uma.
class-no-meetings = A { $class } ainda não teve encontros.
class-archived = arquivada
class-not-ended = { $until } (não encerrado)
class-column-class = Turma
class-column-meetings = Encontros
class-column-last = Último
class-column-roster = Lista
class-column-state = Situação
class-column-number = Nº
class-column-opened = Início
class-column-ended = Fim
class-column-minutes = Minutos
class-column-people = Nomes
class-column-lines = Linhas
class-bad-meeting = --meeting "{ $value }" não é um dia nem um número: escreva 20/11, 2026-11-20 ou 3.
class-no-meeting = A { $class } não tem encontro { $value }: "sala class show" mostra os que há.
class-renamed = Nome novo da { $old }: { $new }.
class-put-away = A { $class } está arquivada: os passes dela não abrem mais nada. "sala log --class" ainda lê os encontros.
class-taken-out = A { $class } saiu do arquivo.
class-forget-yes = Para apagar de vez a { $class }, sem um terminal onde perguntar, acrescente --yes.
class-forget-ask = Da { $class } há { $meetings ->
    [one] { $meetings } encontro
   *[other] { $meetings } encontros
}, { $lines ->
    [one] { $lines } linha
   *[other] { $lines } linhas
} e { $students ->
    [one] { $students } nome na lista
   *[other] { $students } nomes na lista
}. Apagar de vez? Escreva sim, ou outra coisa para deixar como está:
class-forgotten = Não há mais nada da { $class } neste registro.
replay-paused = pausa
replay-over = fim
replay-keys = espaço pausa · ← → 10 s · ↑ ↓ velocidade · q sai
replay-keys-step = espaço próxima linha · ← → 10 s · q sai
replay-terminal = Não dá para usar este terminal: { $why }
feature-title = Funcionalidade: { $title }
feature-scenario = Cenário: o que se passou
feature-given = Dado que
feature-when = Quando
feature-then = Então
feature-and = E
feature-person = pessoa
replay-title = Aula de { $opened }
replay-left-out = Ficaram fora do desenho: linhas: { $rows }; pessoas: { $people }. Escolha uma parte da aula com --as ou --from.
feature-left-out = { $count ->
    [1] A última entrada não cabe em um roteiro e ficou de fora.
   *[other] As últimas { $count } entradas não cabem em um roteiro e ficaram de fora.
}
feature-whole = Um roteiro cobre a aula inteira: use --format feature sem --as, --teacher nem --from.
register-short = Na aula
register-id = Matrícula
register-email = E-mail
register-total = Minutos
register-attended = Presenças
register-missed = Faltas
register-remarks = Observações
register-late = { $minutes } min depois do início
register-early = { $minutes } min antes do fim
register-title = Chamada da { $class }
register-day = %d/%m/%Y
register-hour = %d/%m/%Y %H:%M
register-which = Há várias turmas neste registro: diga qual com --class ({ $names }).
register-no-key = O Moodle conhece as pessoas por número, conta ou e-mail, e a lista da turma não tem nenhum deles: importe uma que tenha, com "sala class roster".
class-roster-not = A lista ficou como estava.
class-roster-kept = Lista da { $class }: { $count ->
    [one] { $count } nome guardado
   *[other] { $count } nomes guardados
}. --short ESTUDANTE=NOME muda um nome curto.
class-roster-empty = A { $class } não tem lista: indique um arquivo CSV da escola ou do Moodle.
class-roster-ask = Está certo? Enter guarda; qualquer outra coisa deixa como estava:
class-short-form = --short "{ $value }" não tem a forma ESTUDANTE=NOME: escreva, por exemplo, 20261001=clara.
class-short-nobody = --short "{ $value }": o que vem antes do = não corresponde a ninguém da lista, ou corresponde a mais de uma pessoa. Use o nome curto, o número ou o e-mail.
class-short-taken = --short "{ $value }": esse nome curto já é de alguém ou não é permitido: escolha outro.
server-no-roster = --roster-only: a turma { $class } não tem lista, e ninguém entraria. Importe uma com "sala class roster".
kind-speech = fala
kind-action = ação
kind-announcement = aviso
kind-private = recado
kind-notice = notícia
journal-column-at = Quando
journal-column-room = Sala
journal-column-kind = Tipo
journal-column-from = De
journal-column-to = Para
journal-column-text = Texto
