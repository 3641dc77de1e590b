"""What people read of virtual machines."""

ENGLISH: dict[str, str] = {
    "resource.machine": "virtual machines",
    "verb.vm-resize": "resize",
    "verb.vm-resize.deed": "resize",
    "verb.vm-resize.form": "Resize {subject}",
    "verb.vm-resize.help": "Give a virtual machine more or fewer vCPUs and memory, after a preview.",
    "verb.vm-resize.title": "Resize",
    "verb.vm-resize.usage": "Give a virtual machine other sizes, while it runs where it can.",
    "parameter.machine": "Virtual machine",
    "parameter.machine.help": "The virtual machine, by its name.",
    "parameter.vcpus": "vCPU",
    "parameter.vcpus.help": "Processors it is to have.",
    "parameter.memory": "Memory",
    "parameter.memory.help": "Memory it is to have, such as 128GB.",
    "parameter.allow_restart": "restart",
    "parameter.allow_restart.help": "Shut the guest down for it if need be.",
    "parameter.snapshot": "snapshot before",
    "parameter.snapshot.help": "Take a snapshot before.",
    "verb.vm-resize.unnamed": "Resize a virtual machine",
}

FRENCH: dict[str, str] = {
    "resource.machine": "machines virtuelles",
    "verb.vm-resize": "redimensionnement",
    "verb.vm-resize.deed": "taille de",
    "verb.vm-resize.form": "Redimensionner {subject}",
    "verb.vm-resize.help": "Donner plus ou moins de vCPU et de mémoire à une machine virtuelle, après aperçu.",
    "verb.vm-resize.title": "Redimensionner",
    "verb.vm-resize.usage": "Donner d’autres tailles à une machine virtuelle, sans l’arrêter si elle le permet.",
    "parameter.machine": "Machine virtuelle",
    "parameter.machine.help": "La machine virtuelle, par son nom.",
    "parameter.vcpus": "vCPU",
    "parameter.vcpus.help": "Processeurs qu’elle doit avoir.",
    "parameter.memory": "Mémoire",
    "parameter.memory.help": "Mémoire qu’elle doit avoir, par exemple 128Go.",
    "parameter.allow_restart": "redémarrer",
    "parameter.allow_restart.help": "Arrêter le système invité s’il le faut.",
    "parameter.snapshot": "instantané avant",
    "parameter.snapshot.help": "Prendre un instantané avant.",
    "verb.vm-resize.unnamed": "Redimensionner une machine virtuelle",
}

WORDS = {"en": ENGLISH, "fr": FRENCH}
