"""Where does one more station do most? ``python docs/examples/site.py data/toy``"""

import sys

from geo.workspace import open_district, open_workspace, site_stations

district = open_district(open_workspace(sys.argv[1]))
sited = site_stations(district, model="max_cover", stations=1)
print(sited.plan.status, sited.plan.objective, sited.plan.bound)
print(sited.proposed[["near", "lon", "lat", "households_gained"]].to_string(index=False))
