"""When pools are to be larger: windows on the calendar, as levels. Pure, no clock, no I/O."""
