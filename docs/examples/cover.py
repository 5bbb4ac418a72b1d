"""Who is reached in time? ``python docs/examples/cover.py data/toy``"""

import sys

from geo.workspace import cover_stations, open_district, open_workspace

covered = cover_stations(open_district(open_workspace(sys.argv[1])))
late = covered.estates[covered.estates["verdict"] == "late"]
print(covered)
print(late[["name", "response_min", "p_on_time"]].to_string(index=False))
