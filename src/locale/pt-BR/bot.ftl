### O que os bots dizem de um roteiro e de como ele correu (src/bot).

## O que há de errado num arquivo.

bot-file-step = “{ $step }”: { $why }
bot-file-encoding = o arquivo não está em UTF-8 a partir daqui: no editor, use "Salvar como… UTF-8".
bot-fault-empty = o arquivo está vazio, ou só tem comentários: comece com "Funcionalidade:", e abaixo ponha "Cenário:" e os passos.
bot-fault-language = não conheço a língua "{ $tag }": escreva "# language: pt" ou "# language: en".
bot-fault-start = falta um título antes desta linha: o arquivo começa com "Funcionalidade:" ("Feature:" em inglês), e abaixo vem "Cenário:".
bot-fault-heading = isto parece um título: escreva "{ $heading }:", com os dois-pontos logo depois da palavra. Se for uma descrição, comece com outra palavra.
bot-fault-before-heading = nada pode ficar antes de um título: apague “{ $signs }”.
bot-fault-commented = por causa do #, este título é só um comentário, mas os passos abaixo dele não são: tire o #, ou ponha # nos passos também.
bot-fault-second-feature = um arquivo tem uma só funcionalidade: ponha esta em outro arquivo.
bot-fault-late-background = o contexto vem uma só vez, antes do primeiro cenário da funcionalidade ou da regra: mude-o de lugar.
bot-fault-loose-examples = isto abre uma tabela de exemplos, que fica abaixo dos passos de um cenário: mude-a de lugar. Um cenário começa com "Cenário:".
bot-fault-step-outside = este passo não está em nenhum cenário: um passo fica abaixo de "Cenário:" ou "Contexto:", e antes de "Exemplos:". Se for uma descrição, comece com outra palavra.
bot-fault-in-title = “{ $text }” está depois dos dois-pontos de um título, onde não é lido: comece ali outra linha. Se é mesmo parte do título, comece essa parte com letra minúscula.
bot-fault-glued = “{ $text }” precisa estar em uma linha só sua: comece ali outra linha.
bot-fault-no-keyword = “{ $step }” parece um passo, mas não começa com Dado, Quando, Então, E ou Mas.
bot-fault-unknown = “{ $text }” não pode ficar aqui: um passo começa com Dado, Quando, Então, E, Mas ou *, um título termina com dois-pontos, como "Cenário:", e uma descrição fica logo abaixo do título. Se isto continua a linha de cima, junte as duas.
bot-fault-lookalike = “{ $sign }” ({ $code }) só parece o caractere certo: apague e digite de novo.
bot-fault-break = há aqui um sinal ({ $code }) em que alguns programas começam outra linha: apague-o, ou comece outra linha.
bot-fault-loose-text = este texto não está abaixo de um passo: ponha-o logo depois do passo a que pertence.
bot-fault-beside-fence = nada pode ficar ao lado dos sinais que abrem e fecham um texto: comece outra linha. Se o texto tem """, ponha-o entre duas linhas com ```.
bot-fault-open-text = o texto que começa aqui não termina: feche-o com outra linha igual a esta.
bot-fault-fence = isto não abre nem fecha um texto: escreva """ (três aspas retas) ou ```, o mesmo no começo e no fim.
bot-fault-indentation = o recuo desta linha é feito de outros sinais (tabulações ou espaços) que o da linha que abre o texto: use os mesmos.
bot-fault-loose-table = uma tabela só pode ficar abaixo de "Exemplos:": escreva esse título, ou tire a tabela.
bot-fault-cells = esta linha da tabela tem { $got } colunas, e o cabeçalho tem { $wanted }: acerte as barras (uma barra no texto se escreve \|).
bot-fault-open-row = esta linha da tabela não termina com |: feche-a.
bot-fault-cell-escape = não conheço { $escape } numa tabela: ali, \ se escreve \\, e | se escreve \|.
bot-fault-column = o cabeçalho precisa de um nome diferente para cada coluna, e “{ $name }” não serve.
bot-fault-tag = “{ $word }” não é uma etiqueta: cada uma começa com @, e entre elas só há espaços. O título a que pertencem vem na linha de baixo.
bot-fault-loose-tags = estas etiquetas não estão acima de nada que possa ter etiquetas: ponha-as acima de "Funcionalidade:", "Regra:", "Cenário:" ou "Exemplos:".
bot-fault-no-scenarios = não há nenhum cenário neste arquivo: escreva um.
bot-fault-no-steps = este cenário não tem passos: escreva pelo menos um.
bot-fault-no-rows = faltam linhas de exemplos: ponha "Exemplos:" abaixo dos passos, e abaixo uma tabela com um cabeçalho e pelo menos uma linha, cada uma entre barras: | n |.
bot-fault-no-column = não há coluna <{ $name }> nos exemplos: confira o nome.

bot-step-unknown = não conheço este passo: "sala bot steps" mostra todos. Se for uma descrição, comece com outra palavra.
bot-step-unknown-near = não conheço este passo. Seria: { $near }? "sala bot steps" mostra todos.
bot-step-escape = não conheço { $escape }: use \n, \r, \t, \0, \e, \\, \" ou \xff.
bot-step-regex = a expressão regular não é válida: { $why }.
bot-step-count = o número { $number } não serve: use um de 1 a { $max } (segundos: até 3600).
bot-step-needs-doc = faltam as linhas abaixo: ponha-as entre duas linhas com """.
bot-step-unwanted-text = este passo não leva texto abaixo: tire-o.
bot-step-turn = “{ $line }” não é uma fala: escreva "ana> texto" para o que ana digita e "ana< texto" para o que ana lê.
bot-step-already-in = "{ $who }" já entrou: use outro nome, ou faça "{ $who }" sair antes.
bot-step-stranger = "{ $who }" ainda não entrou: ponha antes um passo como: "{ $who }" entra.
bot-step-stranger-near = "{ $who }" ainda não entrou, mas "{ $near }" sim: confira o nome, ou ponha antes um passo como: "{ $who }" entra.

## O que um passo espera.

bot-expects-anything = qualquer coisa
bot-expects-question = a pergunta pelo nome
bot-expects-entrance = a entrada na sala (uma linha que começa com *)
bot-expects-with = uma linha com “{ $part }”
bot-expects-match = uma linha que casa com { $regex }
bot-expects-came = o aviso de que { $name } entrou (uma linha com * e { $name })
bot-expects-left = o aviso de que { $name } saiu (uma linha com * e { $name })
bot-expects-renamed = o aviso de que { $old } agora é { $new } (* ~ { $old } { $new } …)
bot-expects-lines = { $count ->
    [0] nenhuma linha
    [one] { $count } linha
   *[other] { $count } linhas
}
bot-expects-lines-like = { $count ->
    [one] { $count } vez
   *[other] { $count } vezes
}: { $line }
bot-expects-silence = nada por { $seconds } s
bot-expects-end = o fim da conexão
bot-expects-acceptance = que o nome seja aceito
bot-expects-named = uma linha com * e este nome: { $names }
bot-expects-list = uma linha com * e estes nomes: { $names } (e sem estes: { $without })
bot-expects-list-alone = uma linha que começa com * (sem estes nomes: { $without })
bot-expects-without = nenhuma linha com “{ $part }” por { $seconds } s
bot-expects-open = que a conexão continue aberta por { $seconds } s
bot-expects-rest = um programa parado por { $seconds } s, porque não há o que fazer
bot-got-busy = um programa que trabalha sem parar
bot-got-nothing = nada

## O que aconteceu.

bot-failed-no-answer = { $who } não recebeu resposta em { $seconds } s.
bot-failed-other-lines = { $who } recebeu linhas em { $seconds } s, mas não a esperada.
bot-failed-not-next = { $who } recebeu outra linha antes dessa.
bot-failed-too-few = { $who } recebeu menos linhas do que devia; a última chegou há { $seconds } s.
bot-failed-not-silent = { $who } recebeu algo quando não devia receber nada.
bot-failed-closed = O servidor encerrou a conexão de { $who } antes disso.
bot-failed-flooded = Chegaram a { $who } mais linhas do que cabem numa conversa; a leitura parou.
bot-failed-still-open = A conexão de { $who } continua aberta, e há { $seconds } s não chega nada.
bot-failed-refused = O servidor não aceitou o que { $who } enviou.
bot-failed-forbidden = { $who } recebeu antes uma linha que não devia receber.
bot-failed-not-reading = { $who } parou de ler; ponha antes um passo como: "{ $who }" volta a ler.
bot-failed-nobody = Não há ninguém na sala para ler: neste ponto do roteiro todos saíram.
bot-failed-away = { $who } já não tem conexão: neste ponto do roteiro, não pode fazer nem ler nada.
bot-failed-not-taken = O servidor não recebeu o que { $who } enviou ({ $why }).
bot-failed-no-pass = { $who } não tem passe para voltar: a sala não lhe deu nenhum.
bot-failed-no-console = { $who } não tem por onde entrar para dar aula: indique com --data a pasta de dados do servidor.
bot-failed-no-program = Este passo confere o próprio programa, e aqui só há um endereço: deixe "sala lab check" iniciar o programa.
bot-failed-not-printed = O programa não imprimiu em { $seconds } s o IP e a porta de { $who }.
bot-failed-busy = O programa gasta processador sem ter o que fazer.
bot-failed-ended = O programa terminou sozinho: não há mais o que observar.
bot-failed-not-restarted = O programa foi encerrado à força e não iniciou de novo.

## A causa provável.

bot-cause-without-end = a linha chegou, mas sem o \n no fim: envie um \n depois de cada linha.
bot-cause-glued = a linha chegou grudada em outra: envie um \n depois de cada linha.
bot-cause-unseen = há na linha um caractere invisível (\r, por exemplo): compare os bytes acima.
bot-cause-letters = só mudam maiúsculas, minúsculas ou acentos.
bot-cause-spaces = só mudam os espaços.
bot-cause-form = a fala chegou como “{ $got }”, e devia chegar como “{ $form }”.
bot-cause-encoding = as letras chegaram em outra codificação: envie e receba UTF-8.
bot-cause-order = as linhas chegaram em outra ordem: a de número { $number } veio antes de uma que devia vir primeiro.
bot-cause-read-already = essa linha só chegou uma vez (número { $number }), e um passo anterior já a leu: cada linha só é lida uma vez. O passo "ana" entra lê até a linha que começa com *; para conferi-la, use "ana" se conecta e "ana" digita "ana".
bot-cause-part = a linha que chegou tem esse texto, mas não só ele.
bot-cause-own-speech = quem fala não lê a própria fala: confira com outra pessoa, ou use: toda a turma menos "ana" lê "…".
bot-cause-no-entrance = o passo "ana" entra espera que o servidor mande a quem entra uma linha que começa com *. Se ele não manda, use "ana" se conecta e "ana" digita "ana".
bot-cause-extra = a linha esperada veio logo depois: há antes dela uma linha que o roteiro não espera. Ponha-a no roteiro, ou use um passo que pula linhas.
bot-cause-elsewhere = a linha chegou a { $reached }, mas não a { $missed }: confira a quem o servidor envia.
bot-cause-echo = o servidor devolve a quem fala o que essa pessoa disse: envie só aos outros.
bot-cause-refusal = o servidor recusou: “{ $words }”.
bot-cause-farewell = o servidor explicou: “{ $words }”.
bot-cause-closed-after = isso aconteceu logo depois que o servidor recebeu “{ $line }”: procure o erro no código que trata essa linha.
bot-cause-not-relayed = { $who } enviou essa fala, e mais ninguém a recebeu: o servidor não a repassa.
bot-cause-hung-up = o servidor encerrou a conexão de { $who }, que não tinha saído.
bot-cause-words = o aviso é o mesmo, com outras palavras ou em outra língua: confira --lang, ou espere só pelo que importa ("ana" lê que "beto" entrou).
bot-cause-silent = o servidor nunca enviou nada a este bot: confira se ele atende mais de uma conexão e se escreve nelas.
bot-cause-unfinished = o que o bot enviou por último não termina com \n: o servidor espera o resto da linha.
bot-cause-flood = o servidor envia sem parar: procure um laço que não termina.
bot-cause-carriage-return = a linha chegou com \r antes do \n: envie só \n no fim de cada linha.
bot-cause-cut-short = só chegou o começo da linha: “{ $got }”.
bot-cause-unmarked = chegou esta linha: “{ $got }”. Um aviso começa com *.
bot-cause-own-name = a lista traz o nome de quem a lê: “{ $got }”. Ela só deve trazer os outros.
bot-cause-unnamed = a linha com * não traz { $missing }: “{ $got }”. Cada nome deve estar nela como foi dado, separado dos outros.
bot-cause-not-greeted = o servidor não enviou nada a { $who }, que ainda não disse nada: envie a saudação assim que aceitar a conexão, antes de ler o que vem por ela.
bot-cause-others-greeted = { $greeted } recebeu a saudação e { $missed } não: envie a saudação a cada cliente assim que ele se conectar, sem esperar pelos outros.
bot-cause-empty-name = nada veio depois da linha vazia, e a conexão continua aberta. Uma linha vazia também é um nome, mas não é um nome válido: não pule essa linha, e feche a conexão.
bot-advice-part = Escreva no roteiro a linha inteira, ou use: "beto" lê uma linha com "…".
bot-advice-order = Se qualquer ordem serve, use outros passos.

## Os passos.

bot-reference-heading = | Passo | O que faz |

