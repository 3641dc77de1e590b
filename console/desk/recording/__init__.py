"""The recorder: what screens showed that neither metrics nor the journal can tell later."""
