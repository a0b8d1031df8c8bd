"""Small joint fits behind rows of the evidence that several publications decide together.

    python -m allostasis.verification.fits tolerance | oxytocin_cells

tolerance       infusions, one dose, the peak after heroin and the tail after a taper
oxytocin_cells  firing, plasma and central oxytocin of rats under morphine and naloxone
weights         importance sampling

They print what they find; rows named `tolerance_course_*` and `oxytocin_cells_joint_*` hold it. What they use is no
test of the model afterwards.
"""
