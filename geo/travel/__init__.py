"""Travel: exact minutes over the road network, circles and service areas of stations, what-if."""

from geo.travel.circles import circles, exact_circles
from geo.travel.engines import load_kernels
from geo.travel.nearby import NearPairs, group_times, near_pairs, nearest_times
from geo.travel.reach import reach
from geo.travel.route import Route, point_route
from geo.travel.service_areas import service_areas
from geo.travel.time_table import write_times
from geo.travel.times import TravelTimes, point_times, travel_times
from geo.travel.what_if import closures, travel_change

__all__ = [
    "NearPairs",
    "Route",
    "TravelTimes",
    "circles",
    "closures",
    "exact_circles",
    "group_times",
    "load_kernels",
    "near_pairs",
    "nearest_times",
    "point_route",
    "point_times",
    "reach",
    "service_areas",
    "travel_change",
    "travel_times",
    "write_times",
]
