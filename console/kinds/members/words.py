"""What people read of members of load balancers."""

ENGLISH: dict[str, str] = {
    "resource.member": "members",
    "phase.member.planned": "member planned",
    "phase.member.requested": "member joining",
    "phase.member.building": "member joining",
    "phase.member.ready": "member not ONLINE yet",
    "phase.member.in_service": "member in service",
    "phase.member.draining": "member draining",
    "phase.member.releasing": "member being removed",
    "phase.member.gone": "member gone",
    "phase.member.failed": "member failed",
    "phase.member.cancelled": "member cancelled",
    "detail.members_joined": (
        "{datacenter}: {n} joins the load-balancer pool {pool} once it runs. "
        "|| {datacenter}: {n} join the load-balancer pool {pool} once they run."
    ),
    "detail.members_drained": (
        "{datacenter}: {n} gets no new connection from {pool}, keeps those it has for up to "
        "{seconds} s, and is deleted once its member is gone. "
        "|| {datacenter}: {n} get no new connections from {pool}, keep those they have for up to "
        "{seconds} s, and are deleted once their members are gone."
    ),
    "detail.members_orphaned": (
        "{datacenter}: {n} member of {pool}, whose instance is gone without it, is removed. "
        "|| {datacenter}: {n} members of {pool}, whose instances are gone without them, "
        "are removed."
    ),
    "detail.members_set_aside": (
        "{datacenter}: {n} gets no new connection from {pool}, keeps those it has for up to "
        "{seconds} s, and is put in quarantine once its member is gone. "
        "|| {datacenter}: {n} get no new connections from {pool}, keep those they have for up to "
        "{seconds} s, and are put in quarantine once their members are gone."
    ),
    "guard.floor": (
        "Only {n} of {pool} would be in service at its load balancers and elsewhere; its "
        "floor is {floor}."
    ),
    "guard.member_settings": (
        "The settings name another load-balancer pool in {region} than the plan, or none."
    ),
    "change.member_drained": (
        "The member {name} is there, and somebody has drained it or switched it off "
        "(weight {weight}): it was left alone"
    ),
    "change.member_no_address": (
        "{name} has no address that a member could have, or no load-balancer pool is named there"
    ),
    "change.member_still_there": "The member of {name} is still there: its instance was kept",
    "change.member_taken": (
        "The pool {pool} has a member at {address}:{port} already, {other}, which is not Vigie’s: "
        "find out whose it is, remove it, and top up"
    ),
    "change.member_unseen": "The member of {name} was asked for, and is not seen",
    "change.member_unwell": (
        "The member {name} is there, and the load balancer says {status}: look at what its health "
        "check asks for, and at the port"
    ),
    "change.no_balancers": "The worker has no load balancers to ask",
    "warning.members_unseen": (
        "{region}: nobody can tell now whether members of this operation are left in the load "
        "balancer. vigie sweep finds them later."
    ),
    "member.drained": (
        "{region}: {pool} sends nothing new to {name} || {region}: {pool} sends nothing new to {n} "
        "members, {name} the first"
    ),
    "member.joined": (
        "{region}: {name} to be a member of {pool} || {region}: {n} to be members of {pool}, "
        "{name} the first"
    ),
    "member.removed": "{region}: removal of {name} from {pool} asked for",
    "member.restored": (
        "{region}: {pool} is to send to {name} again || {region}: {pool} is to send to {n} members "
        "again, {name} the first"
    ),
    "members.requested": (
        "{datacenter}: {n} member asked for || {datacenter}: {n} members asked for"
    ),
    "members.ready": (
        "{datacenter}: {n} member made, not ONLINE yet "
        "|| {datacenter}: {n} members made, not ONLINE yet"
    ),
    "members.in_service": (
        "{datacenter}: {n} member in service || {datacenter}: {n} members in service"
    ),
    "members.draining": (
        "{datacenter}: {n} member being drained || {datacenter}: {n} members being drained"
    ),
    "members.releasing": (
        "{datacenter}: {n} member being removed || {datacenter}: {n} members being removed"
    ),
    "members.gone": "{datacenter}: {n} member gone || {datacenter}: {n} members gone",
}

FRENCH: dict[str, str] = {
    "resource.member": "membres",
    "phase.member.planned": "membre prévu",
    "phase.member.requested": "membre en inscription",
    "phase.member.building": "membre en inscription",
    "phase.member.ready": "membre pas encore ONLINE",
    "phase.member.in_service": "membre en service",
    "phase.member.draining": "membre en vidage",
    "phase.member.releasing": "membre en cours de retrait",
    "phase.member.gone": "membre retiré",
    "phase.member.failed": "membre en échec",
    "phase.member.cancelled": "membre annulé",
    "detail.members_joined": (
        "{datacenter} : {n} rejoint le pool de répartiteur {pool} une fois démarrée. "
        "|| {datacenter} : {n} rejoignent le pool de répartiteur {pool} une fois démarrées."
    ),
    "detail.members_drained": (
        "{datacenter} : {n} ne reçoit plus de nouvelle connexion de {pool}, garde les siennes "
        "jusqu’à {seconds} s, et est supprimée une fois son membre retiré. "
        "|| {datacenter} : {n} ne reçoivent plus de nouvelles connexions de {pool}, gardent les "
        "leurs jusqu’à {seconds} s, et sont supprimées une fois leurs membres retirés."
    ),
    "detail.members_orphaned": (
        "{datacenter} : {n} membre de {pool}, dont l’instance a disparu sans lui, est retiré. "
        "|| {datacenter} : {n} membres de {pool}, dont les instances ont disparu sans eux, "
        "sont retirés."
    ),
    "detail.members_set_aside": (
        "{datacenter} : {n} ne reçoit plus de nouvelle connexion de {pool}, garde les siennes "
        "jusqu’à {seconds} s, et est mise en quarantaine une fois son membre retiré. "
        "|| {datacenter} : {n} ne reçoivent plus de nouvelles connexions de {pool}, gardent les "
        "leurs jusqu’à {seconds} s, et sont mises en quarantaine une fois leurs membres retirés."
    ),
    "guard.floor": (
        "Il ne resterait que {n} instances de {pool} en service, répartiteurs et ailleurs ; "
        "son plancher est de {floor}."
    ),
    "guard.member_settings": (
        "Les réglages désignent à {region} un autre pool de répartiteur que le plan, ou aucun."
    ),
    "change.member_drained": (
        "Le membre {name} est là, et quelqu’un l’a vidé ou désactivé (poids {weight}) : "
        "il a été laissé tel quel"
    ),
    "change.member_no_address": (
        "{name} n’a pas d’adresse qu’un membre pourrait avoir, ou aucun pool de répartiteur n’y "
        "est désigné"
    ),
    "change.member_still_there": (
        "Le membre de {name} est toujours là : son instance a été gardée"
    ),
    "change.member_taken": (
        "Le pool {pool} a déjà un membre à {address}:{port}, {other}, qui n’est pas à Vigie : "
        "cherchez à qui il est, retirez-le, puis complétez"
    ),
    "change.member_unseen": "Le membre de {name} a été demandé, et on ne le voit pas",
    "change.member_unwell": (
        "Le membre {name} est là, et le répartiteur dit {status} : regardez ce que sa sonde de "
        "santé demande, et le port"
    ),
    "change.no_balancers": "Le processus de travail n’a aucun répartiteur de charge à interroger",
    "warning.members_unseen": (
        "{region} : on ne peut pas dire maintenant s’il reste des membres de cette opération dans "
        "le répartiteur. vigie sweep les trouvera ensuite."
    ),
    "member.drained": (
        "{region} : {pool} n’envoie plus rien de nouveau à {name} || {region} : {pool} n’envoie "
        "plus rien de nouveau à {n} membres, dont {name}"
    ),
    "member.joined": (
        "{region} : {name} demandé comme membre de {pool} || {region} : {n} demandés comme membres "
        "de {pool}, dont {name}"
    ),
    "member.removed": "{region} : retrait de {name} de {pool} demandé",
    "member.restored": (
        "{region} : {pool} va de nouveau servir {name} || {region} : {pool} va de nouveau servir "
        "{n} membres, dont {name}"
    ),
    "members.requested": (
        "{datacenter} : {n} membre demandé || {datacenter} : {n} membres demandés"
    ),
    "members.ready": (
        "{datacenter} : {n} membre créé, pas encore ONLINE "
        "|| {datacenter} : {n} membres créés, pas encore ONLINE"
    ),
    "members.in_service": (
        "{datacenter} : {n} membre en service || {datacenter} : {n} membres en service"
    ),
    "members.draining": (
        "{datacenter} : {n} membre en cours de vidage || {datacenter} : {n} membres en cours de vidage"
    ),
    "members.releasing": (
        "{datacenter} : {n} membre en cours de retrait "
        "|| {datacenter} : {n} membres en cours de retrait"
    ),
    "members.gone": "{datacenter} : {n} membre retiré || {datacenter} : {n} membres retirés",
}

WORDS = {"en": ENGLISH, "fr": FRENCH}
