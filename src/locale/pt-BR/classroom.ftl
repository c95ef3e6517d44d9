### O que a sala diz (src/classroom).

teacher-name = professor

question = Boas-vindas à sala! Qual é o seu nome?
question-recorded = Boas-vindas à sala! Esta conversa fica registrada. Qual é o seu nome?
question-code = Código da turma:
question-password = Senha:
class-code = Código da turma: { $code }
code-wrong = Esse não é o código da turma: confira e escreva de novo.
code-wrong-last = Esse não é o código da turma: peça o código a quem ensina e entre de novo.
code-guessed = Cinco códigos errados de { $address }: quem tenta desse endereço agora espera a sua vez.
code-too-short = um código da turma tem pelo menos { $min } letras ou números.
code-too-long = um código da turma tem no máximo { $max } bytes.
code-control = um código da turma não tem caracteres de controle.
door-full = A sala está cheia: tente de novo mais tarde.
door-full-address = Já há conexões demais deste endereço: feche uma e tente de novo.
arrivals-wait = Muita gente está entrando deste endereço: a sua vez chega em { $seconds ->
    [one] { $seconds } segundo
   *[other] { $seconds } segundos
}.
arrivals-full = Gente demais já espera para entrar deste endereço: tente de novo em instantes.
name-reserved = O nome { $name } é reservado a quem ensina e ao servidor: escolha outro.
name-yours = Esse já é o seu nome.
name-taken = Nome em uso (ou parecido demais com um em uso): { $name }. Escolha outro.
name-taken-away = Nome em uso por quem caiu há pouco e pode voltar: { $name }. Escolha outro, ou peça a quem ensina para liberar esse.
name-unusual = O nome { $name } tem sinais que passam por letras comuns (como ᴀ, ª ou ²): escolha outro.
name-kept-out = Esse nome não pode entrar agora: tente de novo em { $time }.
room-locked-news = Porta trancada: { $name } quis entrar, de { $address }
room-locked = A sala está trancada: peça a quem ensina que abra a porta.
name-too-late = Nenhum nome em { $seconds ->
    [one] { $seconds } segundo
   *[other] { $seconds } segundos
}: conecte-se de novo quando quiser entrar.

here = { $count } na sala
here-group = { $count } em { $room }
joined = entrou ({ $here })
left = saiu ({ $here })
left-words = saiu · «{ $words }» ({ $here })
left-lost = perdeu a conexão ({ $here })
left-slow = saiu: conexão lenta ({ $here })
left-expelled = saiu por decisão de quem ensina ({ $here })
left-for-group = foi para outro grupo ({ $here })
left-idle = saiu: sem atividade ({ $here })
idle-too-long = Nenhuma linha em { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}: entre de novo quando quiser.
renamed = (novo nome)
name-own = (seu nome na turma)
pass-given = É o seu passe, só seu: se a conexão cair, responda à pergunta com { $name }, um espaço e o passe, e volte para onde estava.
pass-of-console = O console não precisa de passe: ele volta quando quiser.
pass-elsewhere = Você voltou por outra conexão; esta se encerra.
missed-nothing = Você não perdeu nada.
missed = { $count ->
    [0] Você perdeu linhas
    [one] A linha que você perdeu
   *[other] As { $count } linhas que você perdeu
}{ $more ->
    [0] :
    [one] ; antes, { $more } ficou de fora:
   *[other] ; antes, { $more } ficaram de fora:
}
renamed-teacher = Seu nome agora é { $name }.
connection = Conexão de { $address } ({ $here })
connection-closed = Conexão de { $address } encerrada antes de dar um nome ({ $here })
with-address = { $text } · { $address }
crowd = { $changes } ({ $here })
crowd-came = { $count ->
    [one] { $count } pessoa entrou
   *[other] { $count } pessoas entraram
}
crowd-left = { $count ->
    [one] { $count } pessoa saiu
   *[other] { $count } pessoas saíram
}
crowd-strangers = { $count } { $count ->
    [one] aviso sobre conexões
   *[other] avisos sobre conexões
}
news-left-out = A sua conexão ficou para trás: { $count } { $count ->
    [one] aviso ficou de fora
   *[other] avisos ficaram de fora
}.
goodbye = Até logo!
class-over = A aula terminou.
class-over-why = A aula terminou: { $why }

message-sent = (para { $name }) { $text }
message-to-oneself = Esse nome é o seu: escolha outra pessoa para o recado.
nobody = Não há ninguém com o nome { $name } na sala: /who mostra quem está.
nobody-hears = Não há ninguém aqui para ouvir você: /aviso chega à turma toda, /grupo NOME vai até um grupo.
nobody-near = Não há ninguém com o nome { $name } na sala. Seria { $near }?

line-too-long = Linha comprida demais: no máximo { $max } bytes. O resto dela não foi lido.
line-end-within = Uma mensagem é uma linha só: essa tinha mais de uma e não foi lida. Envie uma de cada vez.
line-not-utf8 = Essa linha não é UTF-8 e não foi lida: ajuste o seu terminal e envie de novo.
line-too-fast = Devagar: linhas demais em pouco tempo. Esta não foi lida; espere um pouco e envie de novo.
line-muted = Linhas demais: espere { $seconds ->
    [one] { $seconds } segundo
   *[other] { $seconds } segundos
} e envie de novo.

who-count = { $count ->
    [0] Ninguém na sala
    [one] 1 pessoa na sala
   *[other] { $count } pessoas na sala
}
who-stranger = fora da lista
who-muted = sem voz
who-class = { $count } ao todo na turma
who-line = { $name } · { $address } · desde { $since }
history-not-kept = Esta sala não guarda registro da conversa.
history-empty = Ainda não há conversa registrada nesta sala.
history-needs-pass = Os outros encontros só aparecem para quem tem um passe desta turma, e só o que essa pessoa pôde ler: responda à pergunta do nome com NOME PASSE. O passe vem de /passe.
history-day = %d/%m %H:%M
search-empty = Nada encontrado no que você pôde ler.
attendance-empty = Ainda ninguém esteve em um encontro desta turma.
register-name = Nome
register-late-mark = A
register-early-mark = S
register-legend = Em minutos; — faltou, A chegou mais de { $grace } min depois do início, S saiu mais de { $grace } min antes do fim.
register-missing = Faltam agora ({ $count }): { $names }

minutes = { $count } min

no-voice = Você está sem voz: peça a quem ensina com /mao ou /msg.
no-voice-for = Você está sem voz por { $time }: se precisar, peça a quem ensina com /mao ou /msg.
muted = Você está sem voz até segunda ordem. Para pedir ajuda: /mao ou /msg a quem ensina.
muted-for = Você está sem voz por { $time }. Para pedir ajuda: /mao ou /msg a quem ensina.
unmuted = Você tem voz de novo.
mute-news = Sem voz até segunda ordem: { $name }
mute-news-for = Sem voz por { $time }: { $name }
unmute-nothing = Já tem voz: { $name }
name-freed-news = Nome livre: { $name }
let-in-news = Pode entrar de novo: { $name }
unmute-news = Com voz de novo: { $name }
not-for-teachers = Isso não vale para quem ensina: { $name }.
expelled = Quem ensina encerrou a sua participação.
expelled-for = Quem ensina encerrou a sua participação; esse nome pode voltar em { $time }.
expelled-why = { $words } Motivo: { $why }
kept-out-news = Não entra por { $time }: { $name }

mode-chat = Modo conversa: o que se diz aparece como foi escrito.
mode-upper = Modo maiúsculas: o que se diz aparece em MAIÚSCULAS.
mode-lower = Modo minúsculas: o que se diz aparece em minúsculas.
mode-timestable = Modo tabuada: escreva só um número e receba a tabuada dele, que mais ninguém vê.
lecture-on = Palestra: o que a turma diz chega só a quem ensina.
lecture-off = Fim da palestra: a sala toda ouve todo mundo de novo.
lock-on = Porta trancada: quem ainda não esteve na aula não entra.
lock-off = Porta aberta: pode entrar quem chegar.
whispers-on = Recados entre estudantes: ligados.
whispers-off = Recados entre estudantes: desligados. Sempre dá para escrever a quem ensina.
whispers-in-lecture = Durante a palestra, recados só a quem ensina.
tally-on = Quadro: mostra os votos de uma enquete aberta.
tally-off = Quadro: os votos de uma enquete só aparecem quando ela fecha.
whispers-are-off = Recados entre estudantes estão desligados: fale na sala ou escreva a quem ensina.
switch-stands = Já está assim. { $words }
state = Agora: { $mode ->
    [mode-upper] modo maiúsculas
    [mode-lower] modo minúsculas
    [mode-timestable] modo tabuada
   *[mode-chat] modo conversa
} · { $lecture ->
    [on] palestra ligada
   *[off] palestra desligada
} · { $lock ->
    [on] porta trancada
   *[off] porta aberta
} · { $whispers ->
    [on] recados ligados
   *[off] recados desligados
} · { $tally ->
    [on] placar ligado
   *[off] placar desligado
}

group-name = grupo-{ $number }
group-yours = Onde você está: { $here }
group-others = Outros lugares: { $rooms }
group-name-refused = Nome de grupo: { $rule }
group-name-alike = O nome { $name } não serve para um grupo (é reservado ou parecido demais com outro): escolha outro.
moved-news = troca de grupo
split = A turma está em { $count } { $count ->
    [one] grupo
   *[other] grupos
}.
split-too-many = { $count ->
    [0] Não há estudantes
    [one] Há { $count } estudante
   *[other] Há { $count } estudantes
} na turma: peça no máximo um grupo para cada.
joined-all = A turma está junta de novo, na sala.

hand-raised = o seu lugar na fila é o { $place }.º
hand-news = { $count } na fila
hand-of-teacher = A fila é para estudantes: /fila mostra quem espera, /atender chama.
hand-lowered = você baixou a mão
hand-lowered-news = baixou a mão
hand-gone = saiu da fila
hand-not-raised = A sua mão não está levantada: /mao levanta.
hand-down = Não está na fila: { $name }. /fila mostra quem está.
queue-empty = A fila está vazia.
queue-all-away = Quem está na fila perdeu a conexão: /fila mostra.
queue-line = { $place }. { $name } · desde { $since }
queue-away = (sem conexão)
turn = tem a palavra agora.
turn-yours = é a sua vez: quem ensina vai falar com você.

poll-how = vote com /voto e o número
poll-yes = sim
poll-no = não
poll-open-already = Já há uma enquete aberta: /enquete, sem mais nada, mostra o resultado e fecha.
poll-none = Não há enquete aberta.
poll-none-to-close = Não há enquete aberta. Para abrir: /enquete deu para entender? | sim | não
poll-votes = { $total ->
    [0] nenhum voto
    [one] { $total } voto
   *[other] { $total } votos
} · { $here }
poll-votes-gone = { $votes }; à parte, votos de quem já saiu: { $counts }
vote-number = Vote com um número de 1 a { $max }: /voto 1
vote-counted = Voto: { $option }
vote-changed = Voto trocado: { $option }

quiz-begins = Desafio de tabuada: { $count ->
    [one] { $count } pergunta
   *[other] { $count } perguntas
}. Escreva só o resultado; a primeira resposta certa marca ponto, errar não custa nada.
quiz-question = Quanto é { $a } × { $b }?
quiz-right = ponto para { $name }: { $solution }
quiz-wrong = Ainda não: tente de novo.
quiz-nobody = o tempo acabou: { $solution }
quiz-ends = fim do desafio
quiz-on-already = Já há um desafio: /desafio 0 encerra.
quiz-off = Não há desafio agora: /desafio 5 começa um de 5 perguntas.

tls-hello = { $address } tentou TLS em um endereço que não usa TLS (tls:// é só para o endereço dado em --tls-listen)
tls-refused = Este endereço não usa TLS: entre sem tls://, ou pelo endereço do canal cifrado.

attempts-wait = Houve respostas erradas demais deste endereço: a sua será conferida em { $seconds } segundos.
attempts-full = Há tentativas demais deste endereço: tente de novo daqui a alguns minutos.
teach-already = Você já ensina nesta sala: /ajuda mostra o que pode fazer.
teach-in-clear = Daqui a senha não iria em segurança: use sala console na máquina do servidor, o canal cifrado (tls://) ou, no navegador, um servidor com --cert.
teach-no-password = Esta sala não tem senha de quem ensina: defina uma na máquina do servidor, com sala server password.
teach-unasked = Essa linha não foi lida, porque podia ser a senha: se não era, envie de novo.
teach-words = A senha não vai na linha do comando: escreva só /professor e responda à pergunta. Se era a senha mesmo, troque-a com sala server password.
teach-not = Nada mudou.
teach-wrong = Senha errada: escreva /professor para tentar de novo.
teach-busy = Há senhas demais para conferir: escreva /professor de novo daqui a pouco.
teach-failed = A senha não pôde ser conferida: a máquina do servidor diz por quê.
teach-right = Agora você ensina: /ajuda mostra o que pode fazer. Se sair e entrar de novo, repita /professor.
teaches = ensina nesta aula.
teach-right-note = Agora ensina, pela senha: { $name } · { $address }
teach-wrong-note = Senha errada em /professor: { $name } · { $address }

board-is-silent = O quadro só mostra: para falar, entre com um nome em outra conexão.
