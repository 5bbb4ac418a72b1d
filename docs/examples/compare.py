"""Whom does the best further station help? ``python docs/examples/compare.py data/toy``"""

import sys

from geo.workspace import compare_coverages, open_district, open_workspace, site_stations

district = open_district(open_workspace(sys.argv[1]))
sited = site_stations(district, model="max_cover", stations=1)
print(compare_coverages(district, sited.before, sited.after).streets.to_string(index=False))
