"""Which estates make a zone? ``python docs/examples/zones.py data/toy``"""

import sys

from geo.workspace import draw_zones, open_district, open_workspace

drawn = draw_zones(open_district(open_workspace(sys.argv[1])))
print(drawn.zoning.status, drawn.zoning.objective, drawn.zoning.bound)
print(drawn.zones[["zone_id", "street", "estates", "households"]].to_string(index=False))
