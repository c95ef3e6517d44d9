# language: pt
# O roteiro de "sala demo" e "make run". Mude à vontade: "sala bot steps" mostra tudo o que os
# bots sabem fazer, e docs/BOTS.md explica.
@demo
Funcionalidade: Demonstração

  Cenário: uma aula em um minuto
    Dado que sempre que alguém entra, "Bia" diz "Oi, $nome! Puxe uma cadeira."
    E quando chamam "Bia", ela diz "Estou ouvindo, $nome. Digite /ajuda para ver o que o servidor sabe fazer."

    # Chega quem anima a aula.
    Quando "Bia" entra
    E "Bia" diz "Oi! Eu sou a Bia, e sou um bot: sigo um roteiro que qualquer pessoa pode mudar."
    E "Bia" diz "Isto é uma sala de aula em rede: o que alguém escreve vai ao servidor, e ele repassa a todos."
    E "Bia" diz "Linhas com * são avisos, > é uma resposta só para você, ! é uma recusa, ( ) é um recado."
    E "Caio" entra
    Então "Caio" lê uma linha com "Oi, Caio!"

    # Uma pergunta em voz alta, com a resposta de quem foi chamada.
    Quando "Caio" diz "Bia, o que mais dá para fazer aqui?"
    Então "Caio" lê uma linha com "Estou ouvindo, Caio"
    Quando "Duda" entra
    Então "Duda" lê uma linha com "Oi, Duda!"

    # O servidor também responde a uma pessoa só.
    Quando "Duda" diz "Nunca lembro quanto é 7 × 8…"
    E "Caio" lê uma linha com "quanto é 7 × 8"
    E "Caio" diz "Peça ao servidor: /tabuada 7. Só você lê a resposta."
    E "Duda" lê uma linha com "/tabuada 7"
    E "Duda" digita "/tabuada 7"
    E "Duda" lê "> 7 × 8 = 56"
    E "Duda" diz "Consegui! E para falar alto, /upper:"
    E "Duda" digita "/upper cinquenta e seis!"
    E "Caio" lê "[Duda] CINQUENTA E SEIS!"
    E "Caio" digita "/eu bate palmas"

    # Um recado, que os outros não leem.
    E "Caio" digita "/msg Duda Depois me explica a do 8?"
    E "Duda" lê "(Caio) Depois me explica a do 8?"
    E "Duda" diz "Recebi um recado do Caio com /msg. Mais ninguém leu, nem você."
    E "Caio" lê uma linha com "nem você"

    # A vez de quem está vendo.
    E "Bia" diz "Agora é com você: fale comigo ou com o Caio pelo nome, peça /tabuada 9, mude de nome com /nome."
    E "Caio" lê uma linha com "Agora é com você"
    E quando chamam "Caio", ele diz "Pois não, $nome? Eu só sei bater palmas, mas o servidor sabe tabuada."
    E passam 12 segundos
    E "Duda" sai dizendo "até a próxima"
    E "Bia" lê que "Duda" saiu
    E "Bia" diz "A Duda saiu com /sair. Nós ficamos; quando quiser encerrar, digite /sair você também."
