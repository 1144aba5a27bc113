// Made by Scripts/make-kernel-tables; do not edit.
#pragma once

// e^r = 1 + r + r^2 E(r), |r| <= ln 2 / 2, lowest power first.
static const double exponential_tail[] = {
  0x1.0000000000001p-1,
  0x1.5555555555556p-3,
  0x1.5555555553d68p-5,
  0x1.11111111109b5p-7,
  0x1.6c16c17889ef1p-10,
  0x1.a01a01a7c2efep-13,
  0x1.a019b9149a41cp-16,
  0x1.71de0db2f6b19p-19,
  0x1.28917c89a43a7p-22,
  0x1.af389ecfc4b9cp-26,
};

// ln((1 + q) / (1 - q)) = 2 q + q z A(z), z = q^2, lowest power first.
static const double logarithm_tail[] = {
  0x1.5555555555558p-1,
  0x1.99999999952d7p-2,
  0x1.2492492df281ap-2,
  0x1.c71c62e3f11e6p-3,
  0x1.7462b51cb66b1p-3,
  0x1.39fe51a7c18f9p-3,
  0x1.2b5900de53b32p-3,
};

// sin(pi t / 2) = t S(t^2), |t| <= 1/2, lowest power first.
static const double sine_factor[] = {
  0x1.921fb54442d18p+0,
  -0x1.4abbce625be41p-1,
  0x1.466bc677587f8p-4,
  -0x1.32d2cce2e5b19p-8,
  0x1.50782fda12d96p-13,
  -0x1.e30071afc3e59p-19,
  0x1.e3f38399551bfp-25,
};

// cos(pi t / 2) = 1 + t^2 C(t^2), |t| <= 1/2, lowest power first.
static const double cosine_factor[] = {
  -0x1.3bd3cc9be45dep+0,
  0x1.03c1f081b5ac0p-2,
  -0x1.55d3c7e3cb241p-6,
  0x1.e1f5068688d5bp-11,
  -0x1.a6d1eef479be1p-16,
  0x1.f9ce245cada0bp-22,
  -0x1.b2f3eb054afcdp-28,
};
