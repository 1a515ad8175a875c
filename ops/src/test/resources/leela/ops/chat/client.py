"""An XMPP client that does what its standard input says, a JSON object a line, and tells what comes in on its standard output.

It reconnects whenever the server goes away, and confirms messages (XEP-0184), as a person's client does.
The first line of its input says who it is: port, jid, password.
"""
import asyncio
import json
import sys
import threading
import time

import slixmpp


class Client(slixmpp.ClientXMPP):
    def __init__(self, port, jid, password):
        super().__init__(jid, password)
        self.address = ("127.0.0.1", port)
        self.register_plugin("xep_0184")
        self.register_plugin("xep_0198")
        self.register_plugin("xep_0045")
        self.register_plugin("xep_0308")
        self.auto_authorize = True
        self.auto_subscribe = True
        self.add_event_handler("session_start", self.on_start)
        self.add_event_handler("session_resumed", lambda event: tell(online=True))
        self.add_event_handler("disconnected", self.on_disconnected)
        self.add_event_handler("connection_failed", self.on_disconnected)
        self.add_event_handler("message", self.on_message)
        for kind in ("subscribe", "subscribed", "available"):
            self.add_event_handler("presence_" + kind, lambda presence, kind=kind: tell(presence=kind, sender=presence["from"].bare))
        self.is_waiting = False

    def open(self):
        self.is_waiting = False
        self.connect(self.address, force_starttls=False, disable_starttls=True)

    def on_start(self, event):
        self.send_presence()
        self.get_roster()
        tell(online=True)

    def on_disconnected(self, event):
        if not self.is_waiting:
            self.is_waiting = True
            self.loop.call_later(0.2, self.open)

    def on_message(self, message):
        if message["body"]:
            tell(body=message["body"], sender=str(message["from"]), type=message["type"], id=message["id"], at=time.monotonic_ns())

    def obey(self, order):
        if "subscribe" in order:
            self.send_presence_subscription(pto=order["subscribe"])
        elif "join" in order:
            self.send_presence(pto=order["join"])
        else:
            message = self.make_message(mto=order["to"], mbody=order["body"], mtype=order.get("type", "chat"))
            if "id" in order:
                message["id"] = order["id"]
            if "replaces" in order:
                message["replace"]["id"] = order["replaces"]
            message.send()


def tell(**what):
    print(json.dumps(what), flush=True)


def main():
    client = Client(**json.loads(sys.stdin.readline()))

    def read():
        for line in sys.stdin:
            client.loop.call_soon_threadsafe(client.obey, json.loads(line))
        client.loop.call_soon_threadsafe(client.loop.stop)

    threading.Thread(target=read, daemon=True).start()
    client.open()
    client.loop.run_forever()


main()
