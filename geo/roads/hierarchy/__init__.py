"""Preparing a topology for fast travel times: an elimination order and its hierarchy."""

from geo.roads.hierarchy.preparation import Preparation, prepare, readiness

__all__ = ["Preparation", "prepare", "readiness"]
