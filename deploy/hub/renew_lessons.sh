#!/bin/sh
# Bring the lessons of this release into the home of the student whose server starts, beside whatever
# the student has changed. It asks no other machine, and never keeps a server from starting.
from="${1:-/srv/minimum-contacts}"
log="$HOME/.minimum-contacts-lessons.log"
{
    date
    # An empty name of a branch means whichever the release was made from.
    gitpuller "file://$from" "" "$HOME/minimum-contacts" || echo "The lessons were left as they are."
} >"$log" 2>&1
exit 0
