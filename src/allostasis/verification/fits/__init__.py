"""Small joint fits behind rows of the evidence that several publications decide together.

    python -m allostasis.verification.fits NAME

tolerance          infusions, one dose, the peak after heroin and the tail after a taper
oxytocin_cells     firing, plasma and central oxytocin of rats under morphine and naloxone
buprenorphine_slow  the slow compartment of buprenorphine in people
rat_heroin         heroin, 6-acetylmorphine and morphine of rats
satiety            at which effect rats have enough of an opioid
stressor           how fast the drive of a task fades in people
fentanyl_vein      how fast the blood of an arm vein follows the artery; fentanyl_vein_buccal is its second study
naloxone_muscle    how naloxone leaves the muscle
naloxone_nose      how naloxone leaves the nose
naloxone_receptor  what scans after the vein say about its affinity; sets nothing
correlations       how what one of them found goes together: value_correlations.csv
weights            importance sampling

They print what they find; the rows `tolerance_course_*`, `oxytocin_cells_joint_*`, `rat_heroin_joint_*`,
`satiety_joint_*`, `stressor_course_*`, `buprenorphine_slow_*`, `*_k_vein`, `naloxone_muscle_*` and `naloxone_nose_*`
hold it.
What they use is no test of the model afterwards.
"""
