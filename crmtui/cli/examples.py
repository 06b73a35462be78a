"""Examples for the help of commands that are made of actions.

The one rule: each can be typed as it stands; what a command is, the table of actions tells.
"""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "ticket.forward": ("crmtui forward 1042 depot@mail.example --text 'Please look'",),
    "ticket.resolve": ("crmtui resolve 1042 1043",),
    "ticket.reopen": ("crmtui reopen 1042",),
    "ticket.assign": ("crmtui assign 1042 1043 me", "crmtui assign 1042 'Ben Osei'"),
    "ticket.tag": ("crmtui tag 1042 vip late", "crmtui tag 1042 vip --remove late"),
    "ticket.untag": ("crmtui untag 1042 vip",),
    "ticket.status": ("crmtui status 1042 pending",),
    "ticket.priority": ("crmtui priority 1042 urgent",),
    "ticket.snooze": ("crmtui snooze 1042 2d", "crmtui snooze 1042 'mon 9:00'"),
    "ticket.spam": ("crmtui spam 1042",),
    "ticket.trash": ("crmtui trash 1042",),
    "ticket.subject": ("crmtui subject 1042 'Cup broken, order #4871'",),
    "ticket.merge": ("crmtui merge 1042 1057",),
    "ticket.split": ("crmtui split 5531", "crmtui split 5531 'Another question'"),
    "message.move": ("crmtui move 5531 1042",),
    "ticket.customer": ("crmtui customer 1042 ana@mail.example",),
    "ticket.new": ("crmtui new ana@mail.example 'Your order'",),
    "outbox.later": ("crmtui postpone 7 'tomorrow 9:00'",),
    "template.new": ("crmtui template new 'On its way' --folder Orders --body 'Hi {{ customer.first_name }}'",),
    "template.edit": ("crmtui template edit 12 --name 'On its way'",),
    "view.save": ("crmtui view save 'Late parcels' 'is:open tag:wismo older:3d'",),
    "view.rename": ("crmtui view rename 'Late parcels' 'Too late'",),
    "view.query": ("crmtui view query 'Late parcels' 'is:open tag:wismo older:5d'",),
    "view.key": ("crmtui view key 'Late parcels' f7",),
    "view.move": ("crmtui view move 'Late parcels' up",),
    "customer.edit": ("crmtui customer-edit 12 --timezone Asia/Tokyo --company 'Ruiz SL'",),
    "customer.note": ("crmtui customer-note 12 'Prefers the phone'",),
    "customer.tag": ("crmtui customer-tag 12 vip",),
    "customer.untag": ("crmtui customer-untag 12 vip",),
    "customer.address": ("crmtui customer-address 12 ana@work.example",),
    "customer.drop_address": ("crmtui customer-drop-address 12 ana@old.example",),
    "customer.merge": ("crmtui customer-merge 12 15", "crmtui customer-merge 12 ana@mail.example"),
    "customer.new": ("crmtui customer-new 'Ana Ruiz' --email ana@mail.example",),
}
"""By the action's id. The others need only numbers."""
