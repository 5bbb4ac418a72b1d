"""What if crews drove at rush hour, or had two minutes more? Give it a workspace."""

import sys

from geo.workspace import cover_stations, open_district, open_workspace

district = open_district(open_workspace(sys.argv[1]))
minutes = district.settings.target.minutes
for changed in (district, district.at_hour(8), district.with_target(minutes=minutes + 2)):
    print(changed, cover_stations(changed).summary["households_covered"])
