# language: pt
@aula @lang-pt-BR
Funcionalidade: Uma aula inteira
  A história de uma aula, do primeiro "boa tarde" ao último "tchau".

  Cenário: uma aula sobre a tabuada
    Dado que "prof" entra como professora
    E sempre que alguém entra, "bia" diz "Oi, $nome!"
    E quando chamam "bia", ela diz "Estou aqui, $nome."
    E "bia" entra
    E "prof" lê que "bia" entrou

    # Chegam todos, e Bia recebe cada um.
    Quando "ana" entra
    Então a próxima linha que "ana" lê é "[bia] Oi, ana!"
    Quando "beto" entra
    Então a próxima linha que "beto" lê é "[bia] Oi, beto!"
    Quando entram 5 pessoas com nomes como "aluno"
    Então "prof" lê "[bia] Oi, aluno5!"

    # A aula começa.
    Quando "prof" digita "/aviso Hoje: a tabuada do 7"
    Então toda a turma menos "prof" lê "* # professor Hoje: a tabuada do 7"
    Quando "ana" digita "/tabuada 7"
    Então "ana" lê "> 7 × 8 = 56"
    Quando "ana" digita "/upper sete vezes oito são 56!"
    Então toda a turma menos "ana" lê "[ana] SETE VEZES OITO SÃO 56!"

    # Uma dúvida em particular, e uma conversa em voz alta.
    Quando "beto" digita "/msg professor posso ir beber água?"
    Então "prof" lê "(beto) posso ir beber água?"
    Quando "prof" digita "/msg beto pode, volte logo"
    Então "beto" lê "(professor) pode, volte logo"
    Quando "beto" diz "bia, guarda o meu lugar?"
    Então "beto" lê "[bia] Estou aqui, beto."
    Quando "beto" sai dizendo "já volto"
    Então "ana" lê que "beto" saiu
    Quando "beto" entra
    Então "beto" lê "[bia] Oi, beto!"
    Quando "beto" digita "/historico 50"
    Então "beto" lê uma linha com "[ana] SETE VEZES OITO SÃO 56!"

    # A rede falha, e a aula segue.
    Quando "aluno3" cai
    Então "prof" lê que "aluno3" saiu
    Quando "aluno3" entra
    Então "prof" lê que "aluno3" entrou
    Quando "aluno3" digita "/eu respira fundo"
    Então "ana" lê "* @ aluno3 respira fundo"

    # Fim.
    Quando "prof" digita "/encerrar Tchau, turma!"
    Então toda a turma lê "* . A aula terminou: Tchau, turma!"
    E a conexão de "ana" é encerrada
    E a conexão de "beto" é encerrada
