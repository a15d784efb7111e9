"""Mailbox providers: an address there says nothing about the firm a person works for. And addresses of offices."""

_PROVIDERS = """
    126.com 163.com aim.com alice.it aol.com arcor.de att.net bellsouth.net bigpond.com bluewin.ch bt.com
    btinternet.com charter.net comcast.net cox.net daum.net earthlink.net email.com emirates.net.ae fastmail.com
    fastmail.fm foxmail.com free.fr freemail.hu freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
    googlemail.com hanmail.net hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it
    icloud.com inbox.lv inbox.ru interia.pl juno.com kpnmail.nl laposte.net libero.it list.ru live.co.uk live.com
    live.de live.fr live.nl mac.com mail.com mail.de mail.ru mailbox.org me.com msn.com naver.com ntlworld.com
    o2.pl online.de online.no onet.pl op.pl optonline.net orange.fr outlook.com outlook.de outlook.es outlook.fr
    outlook.sa pm.me posteo.de proton.me protonmail.ch protonmail.com qq.com rambler.ru rediffmail.com rogers.com
    sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com sky.com sohu.com swissonline.ch t-online.de talktalk.net
    telenet.be telus.net terra.com.br tiscali.it tutanota.com tuta.io uol.com.br verizon.net virgilio.it virgin.net
    virginmedia.com wanadoo.fr web.de wp.pl yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br
    yahoo.de yahoo.es yahoo.fr yahoo.it yandex.com yandex.ru ymail.com zoho.com ziggo.nl
"""
_OFFICES = """
    abuse accounts admin billing contact enquiries finance hello help hostmaster hr info jobs kontakt mail marketing
    news newsletter no-reply noreply office orders postmaster press privacy purchasing reception root sales service
    spam support team vertrieb webmaster
"""
FREEMAIL = frozenset(_PROVIDERS.split())
ROLES = frozenset(_OFFICES.split())
