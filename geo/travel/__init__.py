"""Travel: exact minutes over the road network, circles around stations, what-if."""

from geo.travel.times import TravelTimes, point_times, travel_times

__all__ = ["TravelTimes", "point_times", "travel_times"]
